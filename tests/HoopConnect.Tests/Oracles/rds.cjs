// AWS's own SDK for JavaScript: the token for each row, at the row's time.
const fs = require('node:fs');
const { Signer } = require('@aws-sdk/rds-signer');

let now = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
    constructor(...parts) {
        super(...(parts.length > 0 ? parts : [now]));
    }

    static now() {
        return now;
    }
};

(async () => {
    const tokens = [];
    for (const row of JSON.parse(fs.readFileSync(0, 'utf8'))) {
        now = RealDate.parse(row.Time.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
        const credentials = { accessKeyId: row.AccessKey, secretAccessKey: row.SecretKey, sessionToken: row.SessionToken ?? undefined };
        const signer = new Signer({ hostname: row.Host, port: row.Port, username: row.UserName, region: row.Region, credentials });
        tokens.push(await signer.getAuthToken());
    }
    process.stdout.write(JSON.stringify(tokens));
})();
