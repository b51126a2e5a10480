using HoopConnect.Aws;
using HoopConnect.Sandbox;
using HoopConnect.Secrets;
using HoopConnect.Tests.Provisioning;

namespace HoopConnect.Tests.Aws;

/// <summary>An environment of a test's own: nothing of this machine's variables and credential files is seen.</summary>
internal sealed class TestEnvironment : IDisposable
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public TestEnvironment()
    {
        Directory.CreateDirectory(Folder);
        _variables["AWS_SHARED_CREDENTIALS_FILE"] = CredentialsFile;
    }

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "hoop-aws-" + Guid.NewGuid().ToString("N"));

    public string CredentialsFile => Path.Combine(Folder, "credentials");

    public RecordingHost Host { get; } = new();

    public string this[string name]
    {
        set => _variables[name] = value;
    }

    public string? Get(string name) => _variables.GetValueOrDefault(name);

    public void WriteProfiles(string text) => File.WriteAllText(CredentialsFile, text);

    /// <summary>A session with these options and nothing added.</summary>
    public Task<AwsSession> OpenAsync(AwsSessionOptions options) =>
        AwsSession.OpenAsync(options, Host, Get, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>A session of the sandbox's administrator.</summary>
    public Task<AwsSession> OpenAsync(AwsSandbox sandbox, Func<AwsSessionOptions, AwsSessionOptions>? change = null)
    {
        var options = Options(sandbox);
        return OpenAsync(change is null ? options : change(options));
    }

    public static AwsSessionOptions Options(AwsSandbox sandbox) => new()
    {
        AccessKey = sandbox.AccessKey.AccessKeyId,
        SecretKey = Secret.From(sandbox.AccessKey.SecretAccessKey),
        Region = sandbox.Organisation.Options.Regions[0],
        EndpointUrl = sandbox.EndpointUrl,
    };

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
