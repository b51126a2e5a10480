using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Credentials.Fakes;

/// <summary>Machines that work on one vault and one server, one call at a time, in the order a schedule gives.</summary>
internal sealed class TakingTurns
{
    private readonly List<Machine> _machines = [];

    /// <summary>Adds a machine; it runs up to its first call and waits there.</summary>
    public Machine Add(Func<Machine, Task> work)
    {
        var machine = new Machine();
        _machines.Add(machine);
        machine.Begin(work);
        return machine;
    }

    /// <summary>
    /// Lets the machines that are not done make one call each time <paramref name="choose"/> names one, until all are done.
    /// </summary>
    /// <param name="choose">Given how many machines are still at work: which of them is next.</param>
    /// <param name="afterEach">Looks at the world between two calls.</param>
    public async Task RunAsync(Func<int, int> choose, Func<Task> afterEach)
    {
        foreach (var machine in _machines)
            await machine.ArrivedAsync();
        while (_machines.Where(machine => !machine.IsDone).ToList() is { Count: > 0 } working)
        {
            await working[choose(working.Count)].StepAsync();
            await afterEach();
        }
    }

    internal sealed class Machine
    {
        private TaskCompletionSource<bool> _turn = New();
        private TaskCompletionSource<bool> _arrived = New();

        public bool IsDone { get; private set; }

        public Exception? Failure { get; private set; }

        /// <summary>Set to end the machine at its next call.</summary>
        public bool Killed { get; set; }

        public async void Begin(Func<Machine, Task> work)
        {
            await Task.Yield();
            try
            {
                await work(this);
            }
            catch (Exception error)
            {
                Failure = error;
            }

            IsDone = true;
            _arrived.SetResult(true);
        }

        public Task ArrivedAsync() => _arrived.Task;

        /// <summary>Waits at a call until it is this machine's turn.</summary>
        public async Task WaitAsync()
        {
            var turn = _turn;
            _arrived.SetResult(true);
            await turn.Task;
            if (Killed)
                throw new KilledException();
        }

        /// <summary>Lets it make the call it waits at and run on to the next.</summary>
        public async Task StepAsync()
        {
            _arrived = New();
            var turn = _turn;
            _turn = New();
            turn.SetResult(true);
            await _arrived.Task;
        }

        public IVault Seen(IVault vault) => new TurnVault(vault, this);

        public async Task SetAsync(OneUserServer server, Secret password, CancellationToken cancellationToken)
        {
            await WaitAsync();
            await server.SetAsync(password, cancellationToken);
        }

        public async Task<LoginOutcome> TryLoginAsync(OneUserServer server, DatabaseLogin login, CancellationToken cancellationToken)
        {
            await WaitAsync();
            return await server.TryLoginAsync(login, cancellationToken);
        }

        private static TaskCompletionSource<bool> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class TurnVault(IVault vault, Machine machine) : IVault
    {
        public string Name => vault.Name;

        public bool KeepsMetadata => vault.KeepsMetadata;

        public async Task SetAsync(VaultEntry entry, CancellationToken cancellationToken)
        {
            await machine.WaitAsync();
            await vault.SetAsync(entry, cancellationToken);
        }

        public async Task<VaultEntry?> GetAsync(string name, CancellationToken cancellationToken)
        {
            await machine.WaitAsync();
            return await vault.GetAsync(name, cancellationToken);
        }

        public async Task RemoveAsync(string name, CancellationToken cancellationToken)
        {
            await machine.WaitAsync();
            await vault.RemoveAsync(name, cancellationToken);
        }

        public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
        {
            await machine.WaitAsync();
            return await vault.ListAsync(prefix, cancellationToken);
        }
    }
}
