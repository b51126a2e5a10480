using System.Net;
using System.Net.Sockets;
using HoopConnect.Hosting;

namespace HoopConnect.Tests;

/// <summary>
/// A way to a server that breaks off after so many requests, over all connections: the last one reaches the server, and nobody hears what
/// it answers. From then on nothing gets through, as for a process that was killed. Or something is done before that one, and all goes on.
/// </summary>
internal sealed class BreakingConnection : IAsyncDisposable
{
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a login is tried again over such a way: what has broken off stays so.</summary>
    public static readonly TimeSpan ProofDeadline = TimeSpan.FromMilliseconds(200);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _port;
    private readonly Func<Task>? _before;
    private readonly Task _accepting;
    private readonly int _uncounted;
    private volatile bool _counts;
    private int _left;

    private BreakingConnection(int port, int requests, Func<Task>? before = null, int uncounted = 0, bool counts = true)
    {
        _port = port;
        _before = before;
        _uncounted = uncounted;
        _counts = counts;
        _left = requests;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>What connects to here gets to the server.</summary>
    public int Port { get; }

    /// <summary>The last request went through.</summary>
    public bool HasBroken => Volatile.Read(ref _left) <= 0;

    /// <summary>A way that breaks off after so many requests, counted from <see cref="Count"/> on.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="requests">How many.</param>
    /// <param name="login">How many of each connection log in and do nothing, and are not counted.</param>
    public static BreakingConnection After(int port, int requests, int login) => new(port, requests, uncounted: login, counts: false);

    /// <summary>From now on requests are counted.</summary>
    public void Count() => _counts = true;

    /// <summary>Breaks a run off after its first request, the next run after its second, and so on, until one comes to its end.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="run">Runs over the port given; the number of its round beside it. Its failure is what is wanted.</param>
    /// <param name="next">What must hold when the same is run again.</param>
    /// <returns>How many rounds it took.</returns>
    public static async Task<int> AfterEveryRequestAsync(int port, Func<int, int, Task> run, Func<int, Task> next)
    {
        for (var round = 1; ; round++)
        {
            await using var way = new BreakingConnection(port, round);
            try
            {
                await run(way.Port, round);
            }
            catch (HoopException) when (way.HasBroken)
            {
            }

            var isLast = !way.HasBroken;
            await next(round);
            if (isLast)
                return round;
        }
    }

    /// <summary>Does something before a run's first request, before the second of the next run, and so on, until one has no more.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="before">What is done.</param>
    /// <param name="run">Runs over the port given.</param>
    /// <param name="next">What must hold then; with how the run failed, if it did.</param>
    public static async Task BeforeEveryRequestAsync(int port, Func<Task> before, Func<int, Task> run, Func<HoopException?, Task> next)
    {
        for (var (round, isLast) = (1, false); !isLast; round++)
        {
            await using var way = new BreakingConnection(port, round, before);
            var failure = await Record.ExceptionAsync(() => run(way.Port));
            isLast = !way.HasBroken;
            await next(failure is null or HoopException ? (HoopException?)failure : throw failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(PassOnAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassOnAsync(TcpClient client)
    {
        // What comes in several pieces would wait for the other side's acknowledgement each time.
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        using (client)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _end.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await await Task.WhenAny(RequestsAsync(near, far), AnswersAsync(far, near));
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
            {
            }
        }
    }

    private async Task RequestsAsync(NetworkStream client, NetworkStream server)
    {
        var buffer = new byte[64 * 1024];
        for (var at = 0; await client.ReadAsync(buffer, _end.Token) is var count and > 0; at++)
        {
            if (!_counts || at < _uncounted)
            {
                await server.WriteAsync(buffer.AsMemory(0, count), _end.Token);
                continue;
            }

            var left = Interlocked.Decrement(ref _left);
            if (left < 0 && _before is null)
                return;
            if (left == 0 && _before is not null)
                await _before();
            await server.WriteAsync(buffer.AsMemory(0, count), _end.Token);
            if (left > 0 || _before is not null)
                continue;
            await Task.WhenAny(_answered.Task, Task.Delay(LongestAnswer, _end.Token));
            _listener.Stop();
            await _end.CancelAsync();
        }
    }

    private async Task AnswersAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[64 * 1024];
        while (await server.ReadAsync(buffer, _end.Token) is var count and > 0)
        {
            if (HasBroken && _before is null)
                _answered.TrySetResult();
            else
                await client.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
