// A client of MySQL and MariaDB that nobody here wrote: logs in over verified TLS and runs a query.
const fs = require('node:fs');
const mysql = require('mysql2');

const ask = JSON.parse(fs.readFileSync(0, 'utf8'));
const connection = mysql.createConnection({
    host: ask.Host,
    port: ask.Port,
    user: ask.UserName,
    password: ask.Password,
    ssl: { ca: fs.readFileSync(ask.CaFile), rejectUnauthorized: true },
    rowsAsArray: true,
});

function finish(answer) {
    process.stdout.write(JSON.stringify(answer), () => process.exit(0));
}

connection.on('error', error => finish({ Refusal: `${error.errno}: ${error.message}` }));
connection.query(ask.Sql, (error, rows) => finish(error ? { Refusal: `${error.errno}: ${error.message}` } : { Rows: rows }));
