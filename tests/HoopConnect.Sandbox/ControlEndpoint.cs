using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using HoopConnect.Sandbox.Faults;
using HoopConnect.Sandbox.Model;
using HoopConnect.Sandbox.Traffic;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// What a test in another process (Pester) steers the sandbox with. <c>GET</c> gives the request log. <c>POST</c> takes one JSON object:
/// <c>{"fault": {"kind": "Throttle", "service": "rds", "action": "ModifyDBInstance", "times": 2}}</c>, <c>{"deny": {"who": "222233334444",
/// "action": "rds:*"}}</c>,
/// <c>{"allow": {...}}</c>, <c>{"account": {"id": "222233334444", "name": "any"}}</c>, <c>{"tag": {"database": "orders", "key": "k",
/// "value": "v"}}</c>, <c>{"expireSessions": true}</c>, <c>{"status": {"database": "orders", "value": "stopped"}}</c>, <c>{"keyValue":
/// {"path": "secret/name", "data": {...}}}</c>, <c>{"member": {"user": "jane", "groups": ["DBA"]}}</c> (of the directory; in no group
/// for an empty list, gone for none), <c>{"webhook": {"status": 503, "times": 2}}</c> (how the next webhooks are answered),
/// <c>{"queue": {"account": "111122223333", "name": "events", "messages": ["..."]}}</c>, <c>{"clear": true}</c> (faults, log and webhooks).
/// </summary>
internal sealed class ControlEndpoint(
    Organisation organisation, FaultInjector faults, RequestLog log, KeyValueEndpoint keyValues, WebhookEndpoint webhooks)
{
    public const string Path = "/sandbox/control";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public async Task HandleAsync(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method))
        {
            await context.Response.WriteAsJsonAsync(log.All, Json, context.RequestAborted);
            return;
        }
        try
        {
            var command = (await JsonSerializer.DeserializeAsync<JsonObject>(context.Request.Body, Json, context.RequestAborted))!;
            foreach (var (name, value) in command)
                Do(name, value!);
            context.Response.StatusCode = 204;
        }
        catch (Exception exception)
            when (exception is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(exception.Message, context.RequestAborted);
        }
    }

    private void Do(string name, JsonNode value)
    {
        switch (name)
        {
            case "fault":
                faults.Add(value.Deserialize<Fault>(Json)!);
                break;
            case "deny":
                organisation.Denials.Deny(Text(value, "who"), Text(value, "action"), Resource(value));
                break;
            case "allow":
                organisation.Denials.Allow(Text(value, "who"), Text(value, "action"), Resource(value));
                break;
            case "expireSessions":
                organisation.Keys.ExpireSessions();
                break;
            case "account":
                organisation.Accounts.Single(account => account.Id == Text(value, "id")).Name = Text(value, "name");
                break;
            case "tag":
                var tagged = organisation.Database(Text(value, "database"));
                lock (organisation.Gate)
                    tagged.Tags[Text(value, "key")] = Text(value, "value");
                break;
            case "status":
                var database = organisation.Database(Text(value, "database"));
                lock (organisation.Gate)
                    database.Status = Text(value, "value");
                break;
            case "keyValue":
                keyValues.Put(Text(value, "path"), (JsonObject)value["data"]!.DeepClone());
                break;
            case "webhook":
                webhooks.Answer(
                    [.. Enumerable.Repeat(value.Deserialize<WebhookAnswer>(Json)!, value["times"]?.GetValue<int>() ?? 1)]);
                break;
            case "member":
                lock (organisation.Gate)
                    organisation.IdentityCenters[0].SetMember(
                        Text(value, "user"), value["groups"]?.AsArray().Select(group => group!.GetValue<string>()).ToList());
                break;
            case "queue":
                lock (organisation.Gate)
                {
                    var queue = organisation.Find(Text(value, "account"))!.In(organisation.Regions[0]).Queue(Text(value, "name"));
                    foreach (var message in value["messages"]?.AsArray() ?? [])
                        queue.Send(message!.GetValue<string>());
                }

                break;
            case "clear":
                faults.Clear();
                log.Clear();
                webhooks.Clear();
                break;
            default:
                throw new ArgumentException($"The sandbox knows no command '{name}'.");
        }
    }

    private static string Resource(JsonNode value) => value["resource"]?.GetValue<string>() ?? "*";

    private static string Text(JsonNode value, string member) =>
        value[member]?.GetValue<string>() ?? throw new ArgumentException($"'{member}' is missing.");
}
