// HashiCorp's own reader of HCL: for each text what it says as JSON, or why it is refused.
const fs = require('node:fs');
const { parse } = require('@cdktf/hcl2json');

(async () => {
    const answers = [];
    for (const text of JSON.parse(fs.readFileSync(0, 'utf8'))) {
        try {
            answers.push({ value: await parse('policy.hcl', text) });
        } catch (refused) {
            answers.push({ refusal: String(refused.message ?? refused) });
        }
    }
    // It keeps a thread of its own running.
    process.stdout.write(JSON.stringify(answers), () => process.exit(0));
})();
