// Kubernetes' own types, and three readers of YAML (1.1, 1.2, and js-yaml, which Kubernetes' client for JavaScript uses): for each stream
// of manifests what each of them reads, and what is wrong with it by the types.
const fs = require('node:fs');
const path = require('node:path');
const ts = require('typescript');
const jsYaml = require('js-yaml');
const yaml = require('yaml');

const types = path.dirname(require.resolve('kubernetes-types/package.json')).replaceAll('\\', '/');

// One line each, also for the compiler, which takes these for the end of one.
const oneLine = (value) => JSON.stringify(value).replace(/[\u2028\u2029]/g, (end) => `\\u${end.charCodeAt(0).toString(16)}`);

// What a type says of a value is what the compiler says of the value in its place.
const complaints = (manifests) => {
    const source = manifests.map((manifest, number) =>
        `export const m${number}: import('${types}/core/v1').${manifest?.kind ?? 'Secret'} = ${oneLine(manifest)};`).join('\n');
    const name = `${types}/manifests.ts`;
    const options = { strict: true, noEmit: true, skipLibCheck: true, types: [], lib: ['lib.es5.d.ts'] };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (file, version) => file === name ? ts.createSourceFile(file, source, version) : read(file, version);
    const exists = host.fileExists.bind(host);
    host.fileExists = (file) => file === name || exists(file);
    const program = ts.createProgram([name], options, host);
    const said = manifests.map(() => []);
    for (const diagnostic of ts.getPreEmitDiagnostics(program)) {
        const line = diagnostic.file?.fileName === name ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line : 0;
        said[line].push(ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '));
    }
    return said;
};

const read = (version) => (text) => yaml.parseAllDocuments(text, { version }).map((document) => {
    if (document.errors.length + document.warnings.length > 0) throw document.errors[0] ?? document.warnings[0];
    return document.toJS();
});
const readers = { 'YAML 1.1': read('1.1'), 'YAML 1.2': read('1.2'), 'js-yaml': (text) => jsYaml.loadAll(text) };

const answers = JSON.parse(fs.readFileSync(0, 'utf8')).map((text) => Object.fromEntries(
    Object.entries(readers).map(([name, reader]) => [name, reader(text)])));
const said = complaints(answers.map((answer) => answer['YAML 1.2'][0]));
process.stdout.write(JSON.stringify(answers.map((read, number) => ({ read, complaints: said[number] }))));
