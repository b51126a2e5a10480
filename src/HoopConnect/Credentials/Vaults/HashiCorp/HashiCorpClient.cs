using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Vaults.HashiCorp;

/// <summary>
/// HashiCorp Vault's HTTP API (Vault documentation, "KV secrets engine - version 1 (API)" and "version 2"), as far as secrets are read. No
/// redirect is followed: the token would go along.
/// </summary>
public sealed partial class HashiCorpClient : IKeyValueSecrets, IDisposable
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    private readonly HashiCorpOptions _options;
    private readonly HttpClient _client;

    /// <summary>Makes a client; nothing is sent yet.</summary>
    public HashiCorpClient(HashiCorpOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            UseProxy = !options.Address.IsLoopback,
            SslOptions = ServerChain.Options(options.Authorities),
        };
        _client = new HttpClient(handler) { Timeout = options.Timeout, MaxResponseContentBufferSize = LargestAnswer };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, Secret>> ReadAsync(
        KeyValueVersion version, string path, CancellationToken cancellationToken)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, Url(version, path), path, cancellationToken);
        using var document = body;
        if (status == HttpStatusCode.OK && document is not null && Data(document.RootElement, version) is { } data)
            return Values(data, path);
        // Version 2 answers for a deleted version with what it was, and no data.
        if (status == HttpStatusCode.NotFound || (status == HttpStatusCode.OK && version == KeyValueVersion.V2))
            throw NotFound(version, path, document?.RootElement);
        throw Failed(status, document?.RootElement, path);
    }

    /// <summary>Closes the connections. The token is the caller's.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode Status, JsonDocument? Body)> SendAsync(
        HttpMethod method, Uri url, string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url);
        request.Headers.Add("X-Vault-Token", _options.Token.Reveal());
        // Servers behind a browser's reach ask for it.
        request.Headers.Add("X-Vault-Request", "true");
        if (_options.Namespace is { } space)
            request.Headers.Add("X-Vault-Namespace", space);
        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            return (answer.StatusCode, bytes.Length == 0 ? null : JsonDocument.Parse(bytes));
        }
        catch (JsonException)
        {
            throw InvalidAnswer(path, "it is no JSON");
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var cause = error;
            while (cause.InnerException is not null)
                cause = cause.InnerException;
            var why = error is OperationCanceledException
                ? $"no answer within {_options.Timeout.TotalSeconds:0.#} s"
                : cause.Message.TrimEnd('.');
            throw HashiCorpErrors.Unreachable.Error(
                $"The HashiCorp Vault server at {_options.Address.Authority} could not be reached for '{path}': {why}.",
                path,
                cause: error);
        }
    }

    private Uri Url(KeyValueVersion version, string path)
    {
        var match = PathForm().Match(path);
        if (
            !match.Success
            || match.Groups["path"].Value.Split('/').Any(part => part is "" or "." or "..")
            || (match.Groups["version"].Success && version == KeyValueVersion.V1))
        {
            throw HashiCorpErrors.InvalidPath.Error($"'{path}' is not the path of a secret of HashiCorp Vault.", path);
        }

        var segments = match.Groups["path"].Value.Split('/').Select(Uri.EscapeDataString).ToList();
        // As in Hoop: a name alone is a secret of the mount that Vault has from the start.
        if (segments.Count == 1)
            segments.InsertRange(0, version == KeyValueVersion.V2 ? ["secret", "data"] : ["secret"]);
        var query = match.Groups["version"].Success ? "?version=" + match.Groups["version"].Value : "";
        return new Uri($"{_options.Address.AbsoluteUri.TrimEnd('/')}/v1/{string.Join('/', segments)}{query}");
    }

    private static JsonElement? Data(JsonElement answer, KeyValueVersion version)
    {
        if (!answer.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
            return null;
        if (version == KeyValueVersion.V1)
            return data;
        return data.TryGetProperty("data", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : null;
    }

    private static Dictionary<string, Secret> Values(JsonElement data, string path)
    {
        var values = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var member in data.EnumerateObject())
        {
            values[member.Name] = member.Value.ValueKind switch
            {
                JsonValueKind.String => Secret.From(member.Value.GetString()),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => Secret.From(member.Value.GetRawText()),
                _ => throw InvalidAnswer(path, $"the value of its key '{member.Name}' is not a text or a number"),
            };
        }

        return values;
    }

    private static HoopException NotFound(KeyValueVersion version, string path, JsonElement? answer)
    {
        var isDeleted =
            answer is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Object
            && data.TryGetProperty("metadata", out _);
        return HashiCorpErrors.NotFound.Error(
            $"HashiCorp Vault has no secret '{path}'{(isDeleted ? " any more: that version of it was deleted" : "")}.",
            path,
            version == KeyValueVersion.V2
                ? "Check the path, which has data/ after the mount for version 2 of the engine, and VAULT_NAMESPACE; for version 1 " +
                    "write _vaultkv1."
                : "Check the path and VAULT_NAMESPACE; for version 2 of the engine write _vaultkv2, with data/ after the mount.");
    }

    private HoopException Failed(HttpStatusCode status, JsonElement? answer, string path)
    {
        // What it says is about paths and permissions, never a value.
        var said =
            answer is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("errors", out var errors)
            && errors.ValueKind == JsonValueKind.Array
            ? string.Join("; ", errors.EnumerateArray().Select(error => error.ToString().Trim()))
            : "";
        var why = said.Length > 0 ? $": {said}" : "";
        return status switch
        {
            HttpStatusCode.Forbidden => HashiCorpErrors.Denied.Error(
                $"HashiCorp Vault at {_options.Address.Authority} does not let this token read '{path}'{why}.", path),
            HttpStatusCode.ServiceUnavailable => HashiCorpErrors.Unreachable.Error(
                $"HashiCorp Vault at {_options.Address.Authority} is sealed or not ready{why}.", path),
            _ => InvalidAnswer(path, $"it has the status {(int)status}{why}"),
        };
    }

    private static HoopException InvalidAnswer(string path, string why) =>
        HashiCorpErrors.InvalidAnswer.Error($"The answer of HashiCorp Vault for '{path}' cannot be used: {why}.", path);

    [GeneratedRegex(@"^/?(?<path>[^?#%\\\p{C}]+)(?:\?version=(?<version>[0-9]{1,9}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex PathForm();
}
