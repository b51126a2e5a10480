using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HoopConnect.Sandbox;

/// <summary>
/// A double of HashiCorp Vault's key/value engines, for reading: no such server can be had here. It answers as the documentation says ("KV
/// secrets engine - version 1 (API)", "version 2"): the mount <c>kv</c> is of version 1, <c>secret</c> of version 2.
/// </summary>
public sealed class KeyValueEndpoint
{
    internal static readonly PathString Path = "/v1";

    private readonly ConcurrentDictionary<string, List<JsonObject?>> _secrets = new(StringComparer.Ordinal);
    private int _requests;

    /// <summary>VAULT_TOKEN.</summary>
    public string Token { get; } = "sandbox-vault-" + Model.AccessKeys.RandomId(24);

    /// <summary>The namespace that must be named; null for none.</summary>
    public string? Namespace { get; set; }

    /// <summary>The status that every call is answered with; null for what is right.</summary>
    public int? Status { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Requests => _requests;

    /// <summary>Writes a version of a secret.</summary>
    /// <param name="path">Without <c>data/</c>: <c>kv/name</c>, <c>secret/name</c>.</param>
    /// <param name="data">Keys and values; null for a version that was deleted.</param>
    public void Put(string path, JsonObject? data)
    {
        var versions = _secrets.GetOrAdd(path, _ => []);
        lock (versions)
            versions.Add(data);
    }

    internal async Task HandleAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        var (status, body) = Answer(context.Request);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (status is 301 or 307)
            context.Response.Headers.Location = "/v1/elsewhere";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    private (int Status, JsonObject Body) Answer(HttpRequest request)
    {
        if (Status is { } status)
            return (status, Errors(status == 503 ? "Vault is sealed" : "as the test asked"));
        if (request.Headers["X-Vault-Token"] != Token || request.Headers["X-Vault-Request"] != "true" || !HttpMethods.IsGet(request.Method))
            return (403, Errors("permission denied"));
        if ((Namespace ?? "") != request.Headers["X-Vault-Namespace"].ToString())
            return (404, Errors("no handler for route"));
        // Decoded once, as a server reads it.
        var path = request.Path.Value![(Path.Value!.Length + 1)..];
        if (path.StartsWith("secret/", StringComparison.Ordinal))
            return path.StartsWith("secret/data/", StringComparison.Ordinal)
                ? VersionTwo("secret/" + path["secret/data/".Length..], request.Query["version"])
                : (404, Errors("Invalid path for a versioned K/V secrets engine."));
        return _secrets.TryGetValue(path, out var versions) && versions[^1] is { } data
            ? (200, new JsonObject { ["lease_duration"] = 2764800, ["data"] = data.DeepClone() })
            : (404, Errors());
    }

    private (int Status, JsonObject Body) VersionTwo(string path, string? wanted)
    {
        if (!_secrets.TryGetValue(path, out var versions))
            return (404, Errors());
        var number = int.TryParse(wanted, out var asked) && asked > 0 ? asked : versions.Count;
        if (number > versions.Count)
            return (404, Errors());
        var data = versions[number - 1];
        var metadata = new JsonObject
        {
            ["created_time"] = "2025-03-01T12:00:00Z",
            ["deletion_time"] = data is null ? "2025-03-02T12:00:00Z" : "",
            ["destroyed"] = false,
            ["version"] = number,
        };
        return (
            data is null ? 404 : 200,
            new JsonObject
            {
                ["data"] = new JsonObject { ["data"] = data?.DeepClone(), ["metadata"] = metadata },
            });
    }

    private static JsonObject Errors(params string[] errors) =>
        new() { ["errors"] = new JsonArray([.. errors.Select(error => (JsonNode?)error)]) };
}
