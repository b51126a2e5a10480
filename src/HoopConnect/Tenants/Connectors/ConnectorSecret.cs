using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Tenants.Workloads;

namespace HoopConnect.Tenants.Connectors;

/// <summary>
/// The Secret by which vCluster Platform knows a shared database server (vCluster Platform documentation, "Database connectors"; the fields
/// as its API describes them, <c>ConnectorSharedDatabaseSpec</c>).
/// </summary>
/// <remarks>
/// The values are in <c>data</c>, in base64: then a field that is no longer in the manifest, such as the password of a connector that logs
/// in by IAM from now on, leaves the cluster when the manifest is applied again. Of <c>stringData</c> it would stay.
/// </remarks>
public static class ConnectorSecret
{
    private const string BoundaryAnnotation = "connector.platform.vcluster.com/aws-permission-boundary-policy-arn";

    // Kubernetes documentation, "Secrets", "Restriction on Secret data size".
    private const int MostBytes = 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> OfHosts =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    /// <summary>The manifest (YAML). It holds the password, where there is one.</summary>
    /// <exception cref="HoopException"><c>Policy.InvalidKubernetesName</c>, <c>Connector.EngineNotServed</c>,
    /// <c>Connector.InvalidEndpoint</c>, <c>Connector.InvalidPort</c>, <c>Connector.InvalidValue</c>, <c>Connector.NotUsed</c>,
    /// <c>Connector.TooLarge</c>, <c>Workload.InvalidBoundary</c>, <c>Database.CaFileNotFound</c>,
    /// <c>Database.InvalidCaFile</c>.</exception>
    public static string Write(ConnectorRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        KubernetesName.Subdomain(request.Name, "a Secret");
        KubernetesName.Namespace(request.Namespace);
        var values = Values(request);
        if (values.Sum(value => Encoding.UTF8.GetByteCount(value.Value)) > MostBytes)
        {
            throw ConnectorErrors.TooLarge.Error(
                $"The values of the Secret '{request.Name}' have more than the {MostBytes} bytes that Kubernetes takes.", request.Name);
        }

        return ManifestYaml.Write(new KubernetesManifest("Secret", request.Name, request.Namespace)
        {
            Labels = [new("loft.sh/connector-type", "shared-database")],
            Annotations = request.PermissionsBoundary is { } boundary ? [new(BoundaryAnnotation, Boundary(request, boundary))] : [],
            Type = "Opaque",
            Data = request.IsReadable
                ? []
                : [.. values.Select(value => KeyValuePair.Create(value.Key, Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Value))))],
            StringData = request.IsReadable ? values : [],
        });
    }

    /// <summary>What the platform calls an engine: MariaDB is <c>mysql</c>.</summary>
    /// <exception cref="HoopException"><c>Connector.EngineNotServed</c>, <c>Database.EngineNotServed</c>.</exception>
    internal static string TypeOf(string engine) => DatabaseEngines.For(engine).Family is var family and ("postgres" or "mysql")
        ? family
        : throw ConnectorErrors.EngineNotServed.Error($"A shared database cannot be of the engine '{engine}'.", engine);

    private static List<KeyValuePair<string, string>> Values(ConnectorRequest request)
    {
        var type = TypeOf(request.Engine);
        var values = new List<KeyValuePair<string, string>>
        {
            new("endpoint", Host(request.HostName)),
            new("port", Port(request).ToString(CultureInfo.InvariantCulture)),
            new("user", Checked("user", request.UserName, request.UserName)),
            new("type", type),
        };
        if (request.Password is { } password)
            values.Add(new("password", Checked("password of", request.UserName, password.Reveal())));
        else
            values.Add(new("identityProvider", "aws"));
        if (request.CaFile is { } file)
            values.Add(new("caCert", string.Concat(ServerTrust.ReadPem(file).Select(one => one.ExportCertificatePem() + "\n"))));
        if (request.SslMode is { } mode)
            values.Add(new("sslMode", type == "postgres" ? NameOf(mode) : throw ConnectorErrors.NotUsed.Error(
                $"The TLS mode of a connector is PostgreSQL's, and '{request.Name}' is for {request.Engine}.",
                request.Name,
                "Leave -SslMode out: with -CaFile the platform verifies the server.")));
        return values;
    }

    private static string Boundary(ConnectorRequest request, string arn) => request.Password is null
        ? PermissionsBoundary.Check(arn)
        : throw ConnectorErrors.NotUsed.Error(
            $"Tenants of the connector '{request.Name}' log in by password and get no role that '{arn}' could bound.", request.Name,
            "Leave -PermissionsBoundary out, or -DbCredential, so that the connector logs in by IAM.");

    // libpq's names.
    private static string NameOf(SslMode mode) => mode switch
    {
        SslMode.VerifyFull => "verify-full",
        SslMode.VerifyCA => "verify-ca",
        SslMode.Require => "require",
        _ => "disable",
    };

    private static string Host(string host) =>
        host.Length is > 0 and <= 253 && (!host.AsSpan().ContainsAnyExcept(OfHosts) || IPAddress.TryParse(host, out _))
            ? host
            : throw ConnectorErrors.InvalidEndpoint.Error($"'{host}' is neither the name nor the address of a host.", host);

    private static int Port(ConnectorRequest request) => request.Port switch
    {
        0 => DatabaseEngines.For(request.Engine).DefaultPort,
        > 0 and <= IPEndPoint.MaxPort and var port => port,
        var other => throw ConnectorErrors.InvalidPort.Error($"{other} is not a TCP port.", request.Name),
    };

    // The message never holds the value: it may be the password.
    private static string Checked(string what, string user, string value)
    {
        try
        {
            if (value.Length > 0 && !value.Contains('\0', StringComparison.Ordinal) && Strict.GetByteCount(value) > 0)
                return value;
        }
        catch (EncoderFallbackException)
        {
            // Half of a character: said below.
        }

        throw ConnectorErrors.InvalidValue.Error(
            $"The {what} '{user}' is empty, or holds NUL or half of a character, which cannot be written.", user);
    }
}
