using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>
/// The job records of this user: one file a job in the state folder (<c>jobs/&lt;time&gt;-&lt;id&gt;.json</c>), and beside the record of a
/// running job a file that says which process runs it.
/// </summary>
public sealed class JobStore
{
    /// <summary>The message that a job has whose process is gone.</summary>
    public const string Interrupted = "interrupted";

    private const string TimeFormat = "yyyyMMdd'T'HHmmssfff'Z'";
    private readonly string _folder;
    private readonly JobRetention _retention;

    /// <summary>The store in that state folder.</summary>
    /// <param name="state">The folder.</param>
    /// <param name="retention">How long records are kept; the default where null.</param>
    /// <exception cref="HoopException">Those of <see cref="StateFolder.Folder"/>.</exception>
    public JobStore(StateFolder state, JobRetention? retention = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        _folder = state.Folder("jobs");
        _retention = retention ?? JobRetention.Default;
    }

    /// <summary>Writes a record, over the one of the same id. One that is running is this process's.</summary>
    /// <exception cref="HoopException"><c>State.WriteFailed</c>.</exception>
    public async Task WriteAsync(JobRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var path = PathOf(record);
        // The owner first: a running record without one would read as interrupted.
        if (record.Status.Phase == JobPhase.Running)
            await StateFolder.WriteAsync(
                OwnerPath(path),
                JsonSerializer.SerializeToUtf8Bytes(JobOwner.ThisProcess(), JobDocument.Default.JobOwner),
                cancellationToken);
        await StateFolder.WriteAsync(path, JobDocument.Write(record), cancellationToken);
        // Nobody asks for the owner of one that has ended.
        if (record.Status.Phase != JobPhase.Running)
            await SharedFile.TryDeleteAsync(OwnerPath(path));
    }

    /// <summary>
    /// The records that match, the newest first. A file that cannot be read is reported to the host and the rest comes. A running record
    /// whose process is gone comes as failed with the message <see cref="Interrupted"/>.
    /// </summary>
    public async IAsyncEnumerable<JobRecord> GetAsync(
        JobQuery query, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(host);
        // A name begins with the time, so the order of names is that of time.
        foreach (var path in Directory.EnumerateFiles(_folder, "*Z-*.json").OrderDescending(StringComparer.Ordinal))
        {
            if (!MayMatch(query, Path.GetFileNameWithoutExtension(path)))
                continue;
            var record = await ReadAsync(path, host, cancellationToken);
            if (record is not null && query.Matches(record))
                yield return record;
        }
    }

    /// <summary>The one record that matches; the query names an id.</summary>
    /// <exception cref="HoopException"><c>Job.NotFound</c>.</exception>
    public async Task<JobRecord> RequireAsync(JobQuery query, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await foreach (var record in GetAsync(query, host, cancellationToken))
            return record;
        throw JobErrors.NotFound.Error($"There is no job '{query.Id}' that fits what was asked for.", query.Id);
    }

    /// <summary>
    /// Takes the records away that have been kept long enough. One that runs stays, also where only its own machine could tell that it does
    /// not, and so does one that cannot be read. What cannot be taken away is left for the next time.
    /// </summary>
    public async Task PruneAsync(DateTimeOffset now, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (_retention.KeepFor is not { } keepFor)
            return;
        var ended = now - keepFor;
        var removed = 0;
        foreach (var path in Directory.EnumerateFiles(_folder, "*Z-*.json").Where(path => IsNamedBefore(path, ended)).ToList())
        {
            try
            {
                var record = JobDocument.Read(await SharedFile.ReadAsync(path, cancellationToken));
                var stays =
                    record.Status.Phase == JobPhase.Running
                        ? !await IsAbandonedAsync(path, cancellationToken)
                        : record.CompletedAt >= ended.UtcDateTime;
                if (stays)
                    continue;
                await SharedFile.DeleteAsync(path, cancellationToken);
                await SharedFile.DeleteAsync(OwnerPath(path), cancellationToken);
                removed++;
            }
            catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
            {
                host.Debug($"The job record '{path}' is old and stays: {error.Message}");
            }
        }

        if (removed > 0)
            host.Verbose($"Took {removed} job records away that ended more than {keepFor.TotalDays:0} days ago.");
    }

    /// <summary>Whether the time that the file's name begins with is before another.</summary>
    private static bool IsNamedBefore(string path, DateTimeOffset time)
    {
        var name = Path.GetFileName(path);
        return DateTimeOffset.TryParseExact(
                name[..name.IndexOf('-', StringComparison.Ordinal)],
                TimeFormat,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var created)
            && created < time;
    }

    private static bool MayMatch(JobQuery query, string fileName) =>
        query.Id is null || fileName.EndsWith("-" + query.Id, StringComparison.OrdinalIgnoreCase);

    private static async Task<JobRecord?> ReadAsync(string path, IHoopHost host, CancellationToken cancellationToken)
    {
        try
        {
            var record = JobDocument.Read(await SharedFile.ReadAsync(path, cancellationToken));
            if (record.Status.Phase != JobPhase.Running || !await IsAbandonedAsync(path, cancellationToken))
                return record;
            // It may have ended between the two looks.
            record = JobDocument.Read(await SharedFile.ReadAsync(path, cancellationToken));
            return record.Status.Phase == JobPhase.Running
                ? record with { Status = record.Status with { Phase = JobPhase.Failed, Message = Interrupted } }
                : record;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            host.Error(JobErrors.Unreadable.Error($"The job record '{path}' cannot be read: {error.Message}", path, cause: error));
            return null;
        }
    }

    private static async Task<bool> IsAbandonedAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var owner = JsonSerializer.Deserialize(
                await SharedFile.ReadAsync(OwnerPath(path), cancellationToken), JobDocument.Default.JobOwner);
            return owner is null || owner.HasEnded();
        }
        catch (Exception error) when (error is FileNotFoundException or JsonException)
        {
            return true;
        }
    }

    private string PathOf(JobRecord record) =>
        Path.Combine(_folder, $"{record.CreatedAt.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture)}-{record.Id}.json");

    private static string OwnerPath(string path) => Path.ChangeExtension(path, ".owner");
}
