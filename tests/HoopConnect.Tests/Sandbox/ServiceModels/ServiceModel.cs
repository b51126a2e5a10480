using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using HoopConnect.Sandbox;

namespace HoopConnect.Tests.Sandbox.ServiceModels;

/// <summary>One of AWS's own service models: the data that the npm package <c>aws-sdk</c> generates its clients from.</summary>
internal sealed class ServiceModel
{
    private static readonly ConcurrentDictionary<string, Lazy<ServiceModel>> Loaded = new(StringComparer.Ordinal);
    private readonly JsonElement _root;

    private ServiceModel(JsonElement root)
    {
        _root = root;
        var metadata = root.GetProperty("metadata");
        Protocol = metadata.GetProperty("protocol").GetString()!;
        ApiVersion = metadata.GetProperty("apiVersion").GetString()!;
        XmlNamespace = metadata.TryGetProperty("xmlNamespace", out var xml) ? xml.GetString()! : "";
        TargetPrefix = metadata.TryGetProperty("targetPrefix", out var target) ? target.GetString()! : "";
        JsonVersion = metadata.TryGetProperty("jsonVersion", out var version) ? version.GetString()! : "";
    }

    /// <summary><c>query</c>, <c>ec2</c>, <c>json</c> or <c>rest-json</c>.</summary>
    public string Protocol { get; }

    public string ApiVersion { get; }

    public string XmlNamespace { get; }

    public string TargetPrefix { get; }

    public string JsonVersion { get; }

    /// <summary>The model of a service, by its name in credential scopes; the newest one where there are several.</summary>
    public static ServiceModel Of(string service) => Loaded.GetOrAdd(service, name => new Lazy<ServiceModel>(() => Load(name))).Value;

    /// <summary>The operation's input shape; null where it has none.</summary>
    public Shape? Input(string operation) => Part(operation, "input");

    /// <summary>The operation's output shape; null where it has none.</summary>
    public Shape? Output(string operation) => Part(operation, "output");

    public bool Has(string operation) => _root.GetProperty("operations").TryGetProperty(operation, out _);

    /// <summary>The shape that another refers to by name.</summary>
    public JsonElement Named(string shape) => _root.GetProperty("shapes").GetProperty(shape);

    /// <summary>Method and path of an operation of REST-JSON.</summary>
    public (string Method, string Path) Http(string operation)
    {
        var http = _root.GetProperty("operations").GetProperty(operation).GetProperty("http");
        return (http.TryGetProperty("method", out var method) ? method.GetString()! : "POST", http.GetProperty("requestUri").GetString()!);
    }

    private Shape? Part(string operation, string part) =>
        _root.GetProperty("operations").GetProperty(operation).TryGetProperty(part, out var shape) ? new Shape(this, shape) : null;

    private static ServiceModel Load(string signingName)
    {
        // The portal of IAM Identity Center has that file name, and takes no signatures.
        var service = signingName == "sso" ? "sso-admin" : signingName;
        var parts = typeof(AwsSandbox)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "SandboxParts")
            .Value!;
        var folder = Path.Combine(parts, "aws-sdk", "apis");
        if (!Directory.Exists(folder))
            throw new InvalidOperationException($"AWS's service models are not in '{folder}'. Run ./build.sh tools.");
        var file = Directory.GetFiles(folder, service + "-????-??-??.min.json").Order(StringComparer.Ordinal).LastOrDefault()
            ?? throw new InvalidOperationException($"There is no model of the service '{service}' in '{folder}'.");
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return new ServiceModel(document.RootElement.Clone());
    }
}
