using System.Management.Automation;
using HoopConnect.Hosting;

namespace HoopConnect.PowerShell.Vaults;

/// <summary>Runs commands in the user's session, where vaults are registered and unlocked.</summary>
internal sealed class SessionCommands(CommandInvocationIntrinsics commands, IHoopHost host)
{
    // SecretManagement runs its vaults in one runspace for the whole process and fails when two runspaces use it at once.
    private static readonly object s_turn = new();

    /// <summary>Runs a script on the pipeline thread. Values go in as arguments, so no secret is ever part of a script's text.</summary>
    /// <exception cref="RuntimeException">What the script threw.</exception>
    public ValueTask<IReadOnlyList<PSObject>> InvokeAsync(string script, CancellationToken cancellationToken, params object?[] arguments) =>
        RunAsync<IReadOnlyList<PSObject>>(
            () =>
                [
                    .. commands
                        .InvokeScript(useLocalScope: true, ScriptBlock.Create(script), input: null, arguments)
                        .Where(result => result is not null),
                ],
            cancellationToken);

    /// <summary>Runs something on the pipeline thread while no other runspace of this process uses a vault.</summary>
    public ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken) =>
        host.OnSessionThreadAsync(
            () =>
            {
                lock (s_turn)
                    return work();
            },
            cancellationToken);
}
