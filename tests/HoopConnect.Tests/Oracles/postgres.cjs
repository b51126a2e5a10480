// PostgreSQL's own parser: for each text null where it parses, or why it does not.
const fs = require('node:fs');
const { loadModule, parseSync } = require('libpg-query');

(async () => {
    await loadModule();
    const answers = JSON.parse(fs.readFileSync(0, 'utf8')).map(text => {
        try {
            parseSync(text);
            return null;
        } catch (refused) {
            return String(refused.message);
        }
    });
    process.stdout.write(JSON.stringify(answers));
})();
