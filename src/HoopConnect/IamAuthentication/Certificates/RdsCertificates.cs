using System.Security.Cryptography;
using HoopConnect.Databases;
using HoopConnect.Display;
using HoopConnect.Hosting;
using HoopConnect.Planning;

namespace HoopConnect.IamAuthentication.Certificates;

/// <summary>Fetches and keeps the certificate bundles of RDS. No credentials are needed: they are public.</summary>
public sealed class RdsCertificates
{
    /// <summary>The bundle of all regions has less than 200 KB.</summary>
    private const int LargestBundle = 4 * 1024 * 1024;

    private readonly KeptCertificates _kept;
    private readonly Func<Uri, HttpMessageHandler> _handler;
    private readonly TimeProvider _time;

    /// <summary>Keeps bundles in a folder.</summary>
    /// <param name="kept">The folder, and what is in it.</param>
    public RdsCertificates(KeptCertificates kept)
        : this(kept, Direct, TimeProvider.System)
    {
    }

    internal RdsCertificates(KeptCertificates kept, Func<Uri, HttpMessageHandler> handler, TimeProvider time) =>
        (_kept, _handler, _time) = (kept, handler, time);

    /// <summary>
    /// Fetches the bundle, looks through it, asks whether to write it where it is not there already, and says what is there now.
    /// </summary>
    /// <param name="request">Which one.</param>
    /// <param name="host">Who is asked and told.</param>
    /// <param name="cancellationToken">Leaves what was there.</param>
    /// <returns>The bundle; null where it was not to be written.</returns>
    /// <exception cref="HoopException">
    /// <c>Certificate.NoSource</c>, <c>Certificate.InvalidEndpoint</c>, <c>Certificate.InvalidHash</c>, <c>Certificate.Unreachable</c>,
    /// <c>Certificate.Refused</c>,
    /// <c>Certificate.FileNotFound</c>, <c>Certificate.HashMismatch</c>, <c>Certificate.Invalid</c>, <c>Certificate.WriteFailed</c>,
    /// <c>State.*</c>.
    /// </exception>
    public async Task<RdsCertificateBundle?> SaveAsync(RdsBundleRequest request, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(host);
        if (request.Sha256 is { } wanted && (wanted.Length != 64 || !wanted.All(char.IsAsciiHexDigit)))
            throw CertificateErrors.InvalidHash.Error($"'{wanted}' is not a SHA-256: that has 64 hexadecimal digits.", wanted);
        var fetched = request.FromFile is { } file
            ? await ReadAsync(file, request, cancellationToken)
            : await FetchAsync(request, cancellationToken);
        if (fetched.Expired.Count > 0)
            host.Warning(
                $"{fetched.Source} has {fetched.Expired.Count} expired of {fetched.Certificates} certificates: " +
                    $"{string.Join(", ", fetched.Expired)}."
            );
        var path = request.Path ?? Path.Combine(_kept.Folder, KeptCertificates.FileName(request.PartitionName, request.Region?.Name));
        var plan = await PlanAsync(path, fetched, host, cancellationToken);
        var isChanged = !plan.IsEmpty;
        if (isChanged)
        {
            if (!await host.ShouldApplyAsync(plan, cancellationToken))
                return null;
            await WriteAsync(path, fetched, isKept: request.Path is null, cancellationToken);
        }

        var saved = File.GetLastWriteTimeUtc(path);
        var age = _time.GetUtcNow().UtcDateTime - saved;
        return new RdsCertificateBundle
        {
            Path = path,
            Region = request.Region?.Name,
            Partition = request.PartitionName,
            Source = fetched.Source,
            Sha256 = fetched.Sha256,
            Certificates = fetched.Certificates,
            Expired = fetched.Expired,
            NextExpiry = fetched.NextExpiry,
            Saved = saved,
            Age = age > TimeSpan.Zero ? age : TimeSpan.Zero,
            Changed = isChanged,
            IsKept = request.Path is null,
        };
    }

    private async Task<FetchedBundle> FetchAsync(RdsBundleRequest request, CancellationToken cancellationToken)
    {
        var url = RdsTrustStore.Address(request.PartitionName, request.Region, request.EndpointUrl);
        using var client = new HttpClient(_handler(url)) { Timeout = request.Timeout, MaxResponseContentBufferSize = LargestBundle };
        try
        {
            using var answer = await client.GetAsync(url, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw Refused(url, (int)answer.StatusCode, answer.Headers.Location);
            return FetchedBundle.Check(await answer.Content.ReadAsByteArrayAsync(cancellationToken), url.AbsoluteUri, request.Sha256, Now);
        }
        catch (Exception error)
            when (error is HttpRequestException or IOException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            var cause = error;
            while (cause.InnerException is not null)
                cause = cause.InnerException;
            var why = error is OperationCanceledException
                ? $"no answer within {request.Timeout.TotalSeconds:0.#} s"
                : cause.Message.TrimEnd('.');
            throw CertificateErrors.Unreachable.Error(
                $"The bundle could not be fetched from {url}: {why}.",
                url.AbsoluteUri,
                cause: error);
        }
    }

    private async Task<FetchedBundle> ReadAsync(string path, RdsBundleRequest request, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw CertificateErrors.FileNotFound.Error($"The file '{path}' is not there.", path);
        try
        {
            if (new FileInfo(path).Length > LargestBundle)
                throw CertificateErrors.Invalid.Error(
                    $"The file '{path}' is larger than {LargestBundle / 1024 / 1024} MB: it is no bundle of certificates.", path);
            return FetchedBundle.Check(await SharedFile.ReadAsync(path, cancellationToken), path, request.Sha256, Now);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw CertificateErrors.FileNotFound.Error($"The file '{path}' cannot be read: {error.Message}", path, cause: error);
        }
    }

    private async Task<Plan> PlanAsync(string path, FetchedBundle fetched, IHoopHost host, CancellationToken cancellationToken)
    {
        const string Action = "save certificate bundle";
        string? note = null;
        if (File.Exists(path))
        {
            var there = Convert.ToHexString(SHA256.HashData(await SharedFile.ReadAsync(path, cancellationToken))).ToLowerInvariant();
            if (await RecordedAsync(path, cancellationToken) is { } recorded && recorded != there)
                host.Warning(
                    $"'{path}' is not what was saved: it was changed by something else since (SHA-256 {there}, recorded {recorded}).");
            if (there == fetched.Sha256)
                return new Plan(path, Action, []);
            var saved = File.GetLastWriteTimeUtc(path);
            note = $"in place of the one of {ShownTime.Day(saved)}, {Math.Max(0, (Now - saved).TotalDays):0} days old, SHA-256 {there}";
        }

        return new Plan(path, Action,
            [
                new PlanStep(
                    path,
                    "write file",
                    $"{fetched.Certificates} certificates from {fetched.Source}, SHA-256 {fetched.Sha256}, {fetched.Expired.Count} expired")
                {
                    Note = note,
                },
            ]);
    }

    private static async Task WriteAsync(string path, FetchedBundle fetched, bool isKept, CancellationToken cancellationToken)
    {
        if (isKept)
        {
            // Closed to others from its root on: whoever can write here decides whom we trust.
            StateFolder.At(Path.GetDirectoryName(Path.GetDirectoryName(path)!)!).Folder(Path.GetFileName(Path.GetDirectoryName(path)!));
            await StateFolder.WriteAsync(path, fetched.Content, cancellationToken);
            await StateFolder.WriteAsync(
                HashFile(path), System.Text.Encoding.UTF8.GetBytes($"{fetched.Sha256}  {Path.GetFileName(path)}\n"), cancellationToken);
            return;
        }

        // At a path of its own it is for other programs too, and nothing in it is secret.
        await PrivateFile.ReplaceAsync(path, fetched.Content, CertificateErrors.WriteFailed, cancellationToken, forOthers: true);
    }

    /// <summary>The hash that was recorded when the file was saved, as sha256sum writes it; null where there is none.</summary>
    private static async Task<string?> RecordedAsync(string path, CancellationToken cancellationToken) =>
        File.Exists(HashFile(path))
            ? System.Text.Encoding.UTF8.GetString(await SharedFile.ReadAsync(HashFile(path), cancellationToken)).Split(' ')[0] : null;

    private static string HashFile(string path) => path + ".sha256";

    private DateTime Now => _time.GetUtcNow().UtcDateTime;

    internal static SocketsHttpHandler Direct(Uri url) => new()
    {
        // A bundle decides whom we trust: it comes from where it was asked for or not at all.
        AllowAutoRedirect = false,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        UseProxy = !url.IsLoopback,
        SslOptions = ServerChain.Options(),
    };

    private static HoopException Refused(Uri url, int status, Uri? location) =>
        CertificateErrors.Refused.Error(
            $"{url} answered with status {status}" +
                $"{(location is null ? "" : $" and leads to {location}, which is not followed")}: there is no bundle.",
            url.AbsoluteUri);
}
