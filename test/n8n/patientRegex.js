// Loaded into each n8n of the tests, before n8n itself.
require('../patientRegex')(require('n8n-workflow'));
