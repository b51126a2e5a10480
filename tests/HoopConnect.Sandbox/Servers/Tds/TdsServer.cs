using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HoopConnect.Sandbox.Servers.Tds;

/// <summary>
/// An endpoint on loopback that speaks enough of SQL Server's protocol for its driver to connect. It executes nothing: it records what it
/// is
/// sent and answers what <see cref="Script"/> says. See README.md beside this file.
/// </summary>
public sealed class TdsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<TdsRequest> _requests = new();
    private readonly ConcurrentQueue<TdsWire> _wires = new();
    private readonly Task _accepting;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hoop-tds-");

    /// <summary>Starts it on a free port.</summary>
    /// <param name="options">How it behaves.</param>
    public TdsServer(TdsServerOptions? options = null)
    {
        Options = options ?? new TdsServerOptions();
        using (var own = Options.Authority is null ? new SandboxCertificates() : null)
        {
            var authority = Options.Authority ?? own!;
            var (certificate, key) = authority.IssueServerCertificate([.. Options.CertificateNames]);
            using var fromPem = X509Certificate2.CreateFromPem(certificate, key);
            // TLS on Windows takes no key that lives in memory only.
            Certificate = X509CertificateLoader.LoadPkcs12(fromPem.Export(X509ContentType.Pkcs12), null);
            CaFile = Path.Combine(_folder.FullName, "ca.pem");
            File.WriteAllText(CaFile, authority.AuthorityPem);
        }

        SetMasterPassword(Convert.ToHexString(RandomNumberGenerator.GetBytes(12)));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The address it listens on.</summary>
    public string Host => "127.0.0.1";

    /// <summary>The port it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>PEM file with the authority that signed its certificate.</summary>
    public string CaFile { get; }

    /// <summary>The logins there are, with their passwords. Logins are compared without case, as a default SQL Server does.</summary>
    public ConcurrentDictionary<string, string> Accounts { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The master user. <see cref="SetMasterPassword"/> keeps it up to date.</summary>
    public ServerLogin MasterLogin => new(Options.MasterUserName, Accounts[Options.MasterUserName]);

    /// <summary>Says why a login with the right password may still not come in (user, database), null to let it.</summary>
    public Func<string, string, TdsError?> Admit { get; set; } = (_, _) => null;

    /// <summary>Answers the requests. It is called from many connections at once.</summary>
    public Func<TdsRequest, TdsAnswer> Script { get; set; } = _ => TdsAnswer.Done;

    /// <summary>All requests so far, in the order they came.</summary>
    public IReadOnlyList<TdsRequest> Requests => [.. _requests];

    /// <summary>How many attentions (cancellations) came.</summary>
    public int Attentions { get; internal set; }

    /// <summary>What came over the sockets, below TLS.</summary>
    public IReadOnlyList<byte[]> Received => [.. _wires.Select(wire => wire.Received)];

    /// <summary>How many connections were accepted.</summary>
    public int Connections => _wires.Count;

    internal TdsServerOptions Options { get; }

    internal X509Certificate2 Certificate { get; }

    /// <summary>Sets the master's password as RDS does: from inside, without a batch.</summary>
    public void SetMasterPassword(string password) => Accounts[Options.MasterUserName] = password;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Certificate.Dispose();
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    internal TdsAnswer Answer(TdsRequest request)
    {
        _requests.Enqueue(request);
        return Script(request);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                var wire = new TdsWire(client.GetStream());
                _wires.Enqueue(wire);
                _ = new TdsConnection(this, client, wire).RunAsync(_stop.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The endpoint was stopped.
        }
    }
}
