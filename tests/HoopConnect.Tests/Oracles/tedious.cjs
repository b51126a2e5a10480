// A client of SQL Server that nobody here wrote: connects over verified TLS, runs a batch and a query with parameters, says what came.
const fs = require('node:fs');
const { Connection, Request, TYPES } = require('tedious');

const ask = JSON.parse(fs.readFileSync(0, 'utf8'));
const connection = new Connection({
    server: ask.Host,
    authentication: { type: 'default', options: { userName: ask.UserName, password: ask.Password } },
    options: {
        port: ask.Port,
        encrypt: true,
        trustServerCertificate: false,
        // Without a file, what NODE_EXTRA_CA_CERTS names is trusted.
        cryptoCredentialsDetails: ask.CaFile ? { ca: fs.readFileSync(ask.CaFile) } : {},
        connectTimeout: 15000,
    },
});

function finish(answer) {
    process.stdout.write(JSON.stringify(answer), () => process.exit(0));
}

function run(sql, parameters, done) {
    const rows = [];
    const request = new Request(sql, error => {
        if (error) {
            finish({ Refusal: `${error.number ?? error.code}: ${error.message}` });
        } else {
            done(rows);
        }
    });
    for (const [name, type, value] of parameters) {
        request.addParameter(name, TYPES[type], value);
    }
    const plain = value => (Buffer.isBuffer(value) ? value.toString('hex') : value);
    request.on('row', columns => rows.push(columns.map(column => plain(column.value))));
    if (parameters.length > 0) {
        connection.execSql(request);
    } else {
        connection.execSqlBatch(request);
    }
}

connection.connect(error => {
    if (error) {
        finish({ Refusal: `${error.code}: ${error.message}` });
        return;
    }
    const parameters = [['p1', 'NVarChar', "it's ö"], ['p2', 'Int', 5], ['p3', 'NVarChar', null]];
    run('SELECT of a batch', [], batch => run('SELECT of a call', parameters, call => finish({ Rows: [batch, call] })));
});
