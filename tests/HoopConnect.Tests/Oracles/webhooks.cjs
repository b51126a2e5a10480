// The libraries by which receivers verify webhooks, and Svix's client of its own API, which sends one to compare with ours.
const fs = require('node:fs');
const standard = require('standardwebhooks');
const svix = require('svix');

const { messages, sdk } = JSON.parse(fs.readFileSync(0, 'utf8'));
const only = (headers, prefix) => Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith(prefix)));
const verdict = (webhook, body, headers) => {
    try {
        return JSON.stringify(webhook.verify(body, headers));
    } catch (error) {
        return error.name;
    }
};

(async () => {
    const verdicts = messages.map(({ key, headers, body }) => ({
        standard: verdict(new standard.Webhook(key), body, only(headers, 'webhook-')),
        svix: verdict(new svix.Webhook(key), body, only(headers, 'svix-')),
        changed: verdict(new standard.Webhook(key), `${body} `, headers),
    }));
    const client = new svix.Svix(sdk.token, { serverUrl: sdk.server, numRetries: 0 });
    await client.message.create(
        sdk.application, { eventType: sdk.eventType, eventId: sdk.id, payload: JSON.parse(sdk.payload) }, { idempotencyKey: sdk.id });
    process.stdout.write(JSON.stringify(verdicts));
})();
