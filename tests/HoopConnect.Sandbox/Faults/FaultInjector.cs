namespace HoopConnect.Sandbox.Faults;

/// <summary>The faults that were asked for. A call meets at most one: the first that fits and has something left.</summary>
public sealed class FaultInjector
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Asks for a fault.</summary>
    public void Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _entries.Add(new Entry(fault) { ToPass = fault.After, Left = fault.Times });
    }

    /// <summary>Asks for the answer that says: too many requests.</summary>
    public void Throttle(string service, string action, int times = 1) =>
        Add(
            new Fault(FaultKind.Throttle)
            {
                Service = service,
                Action = action,
                Times = times,
            });

    /// <summary>Takes all faults back.</summary>
    public void Clear()
    {
        lock (_gate)
            _entries.Clear();
    }

    internal Fault? Next(string service, string action, string accountId, string region)
    {
        lock (_gate)
        {
            foreach (var entry in _entries.Where(entry => entry.Left > 0 && entry.Fault.Fits(service, action, accountId, region)))
            {
                if (entry.ToPass-- > 0)
                    continue;
                entry.Left--;
                return entry.Fault;
            }
            return null;
        }
    }

    private sealed class Entry(Fault fault)
    {
        public Fault Fault { get; } = fault;

        public int ToPass { get; set; }

        public int Left { get; set; }
    }
}
