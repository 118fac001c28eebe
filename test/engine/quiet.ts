// Read by n8n-core when it is loaded: its own console shows every failed node, and most tests are about failed nodes.
process.env.N8N_LOG_LEVEL = 'silent';
