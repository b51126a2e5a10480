using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HoopConnect.Discovery;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Provisioning.Connections;
using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.Provisioning.Runs;

/// <summary>
/// The main job: from databases to working connections. Many databases at a time, each given back as it ends; a failure of one is its
/// result, with an error to the host, and the others go on. Running again changes nothing where nothing is to be done.
/// </summary>
public sealed class ProvisioningRun(ProvisioningServices services)
{
    /// <summary>The message of a job that was cancelled.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>
    /// Plans, and where the mode says so asks the host, applies, and writes a job record for each database; otherwise the whole plan is
    /// shown, nothing is changed and nothing is recorded.
    /// </summary>
    /// <exception cref="HoopException"><c>Provisioning.InvalidRequest</c>, <c>Connection.InvalidName</c>, <c>Connection.NamesClash</c>, and
    /// AWS errors that concern the whole run.</exception>
    public async IAsyncEnumerable<ProvisioningResult> RunAsync(
        ProvisioningRequest request, RunMode mode, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(host);
        request.Validate();
        if (request.Databases.Count == 0)
            yield break;

        var journal = await JobJournal.OpenAsync(services, host, cancellationToken);
        var work = new RunWork(services, request, mode, journal, host);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var results = Channel.CreateUnbounded<ProvisioningResult>(new UnboundedChannelOptions { SingleReader = true });
        var working = WorkAsync(work, results.Writer, stop.Token);
        try
        {
            await foreach (var result in results.Reader.ReadAllAsync(CancellationToken.None))
                yield return result;
        }
        finally
        {
            // Whoever stops reading stops the work; it ends by writing its records.
            await stop.CancelAsync();
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await working;
    }

    private static async Task WorkAsync(RunWork work, ChannelWriter<ProvisioningResult> results, CancellationToken cancellationToken)
    {
        try
        {
            await work.RunAsync(result => results.TryWrite(result), cancellationToken);
            results.Complete();
        }
        catch (Exception error)
        {
            // The reader gets the failure after the results that came before it.
            results.Complete(error);
            throw;
        }
    }
}
