using System.Collections.Concurrent;

namespace HoopConnect.Sandbox.Traffic;

/// <summary>All requests in the order they were answered.</summary>
public sealed class RequestLog
{
    private readonly ConcurrentQueue<RequestRecord> _requests = new();

    /// <summary>How many there are.</summary>
    public int Count => _requests.Count;

    /// <summary>Those there are at this moment.</summary>
    public IReadOnlyList<RequestRecord> All => [.. _requests];

    /// <summary>The requests of one operation, for example <c>rds:ModifyDBInstance</c>.</summary>
    public IReadOnlyList<RequestRecord> Of(string operation) =>
        [.. _requests.Where(request => $"{request.Service}:{request.Action}" == operation)];

    /// <summary>Forgets what there is.</summary>
    public void Clear() => _requests.Clear();

    internal void Add(RequestRecord request) => _requests.Enqueue(request);
}
