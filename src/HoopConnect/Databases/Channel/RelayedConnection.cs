using System.Data.Common;

namespace HoopConnect.Databases.Channel;

/// <summary>
/// One connection through a driver and a <see cref="Relay"/>, in our own time. A call that is cancelled or times out ends the connection,
/// and its statement on the server over another one.
/// </summary>
/// <param name="settings">The connection.</param>
/// <param name="relay">What the driver speaks through.</param>
/// <param name="driver">The driver, logged in.</param>
internal abstract class RelayedConnection(ConnectionSettings settings, Relay relay, DbConnection driver) : IAsyncDisposable
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(500);

    private Task _stop = Task.CompletedTask;

    /// <summary>True once a call was cancelled or failed: nothing more can be said over the connection.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>How many round trips were made.</summary>
    public int RoundTrips { get; private set; }

    /// <summary>Made to stop another connection's statement: its own is not stopped in turn.</summary>
    protected bool IsErrand { get; init; }

    /// <summary>Says goodbye and closes.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        IsBroken = true;
        await CloseAsync(driver, relay);
        await Task.WhenAny(_stop, Task.Delay(ClosePatience));
    }

    /// <summary>Has a driver log in, and closes it where it cannot.</summary>
    protected static async Task<T> OpenAsync<T>(
        Relay relay, DbConnection driver, Func<T> opened, Func<Exception, Exception?, Exception> cause,
        CancellationToken cancellationToken)
    {
        try
        {
            return await relay.RunAsync(async () =>
            {
                await driver.OpenAsync(cancellationToken);
                return opened();
            }, cause, cancellationToken);
        }
        catch
        {
            await CloseAsync(driver, relay);
            throw;
        }
    }

    /// <summary>One round trip, within <see cref="ConnectionSettings.Timeout"/>.</summary>
    /// <param name="work">The work of the driver; what the server says to a statement is part of its result.</param>
    /// <param name="cause">What is to be thrown (<see cref="Relay.RunAsync"/>).</param>
    /// <param name="cancellationToken">Ends the connection.</param>
    /// <exception cref="IOException">The connection broke off.</exception>
    /// <exception cref="ProtocolException">The server's answer is none.</exception>
    /// <exception cref="TimeoutException">Not within the time.</exception>
    protected async Task<T> RunAsync<T>(
        Func<Task<T>> work, Func<Exception, Exception?, Exception> cause, CancellationToken cancellationToken)
    {
        if (IsBroken)
            throw new IOException("The connection was closed when an earlier call was cancelled or failed.");
        RoundTrips++;
        try
        {
            return await Deadline.RunAsync(settings.Timeout, token =>
            {
                relay.ExpectReply();
                return relay.RunAsync(work, cause, token);
            }, cancellationToken);
        }
        catch (Exception exception)
        {
            IsBroken = true;
            // The server goes on with a statement whose client is gone until it has something to say.
            if (!IsErrand && exception is (OperationCanceledException or TimeoutException))
                _stop = StopAsync();
            throw;
        }
    }

    /// <summary>Has the server end the statement that is under way, over another connection.</summary>
    protected abstract Task<bool> StopStatementAsync(CancellationToken cancellationToken);

    private async Task StopAsync()
    {
        try
        {
            await Deadline.RunAsync(StopTimeout, StopStatementAsync, CancellationToken.None);
        }
        catch (Exception)
        {
            // A courtesy: the caller has its answer already, and the statement ends with the connection at the latest.
        }
    }

    private static async Task CloseAsync(DbConnection driver, Relay relay)
    {
        try
        {
            await driver.DisposeAsync();
        }
        catch (Exception)
        {
            // It is being closed anyway.
        }

        await relay.DisposeAsync();
    }
}
