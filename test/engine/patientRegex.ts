import * as n8nWorkflow from 'n8n-workflow';

(require('../patientRegex') as (of: typeof n8nWorkflow) => void)(n8nWorkflow);
