using HoopConnect.Credentials.Master;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;

namespace HoopConnect.Provisioning.Runs;

/// <summary>The master login of one database of a run: found, or set anew where the caller allowed it.</summary>
internal sealed class MasterLogin(MasterCredentials masters, ProvisioningRequest request, DatabaseTarget target)
{
    private readonly MasterCredentialRequest _request = new(target.Database)
    {
        DbCredential = request.DbCredential,
        TokenLogin = request.MasterToken is { } token ? cancellationToken => token(target.Database, cancellationToken) : null,
        Transport = request.Transport,
        AllowPendingModifications = request.AllowPendingModifications,
    };

    /// <summary>The login that works; null where none is known.</summary>
    /// <param name="mode">Whether a working password that an interrupted run left in the vault may be made the current one.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    public async Task<DatabaseLogin?> FindAsync(RunMode mode, IHoopHost host, CancellationToken cancellationToken)
    {
        var present = await PresentAsync(cancellationToken);
        var found = await masters.GetAsync(present, host, cancellationToken);
        if (mode == RunMode.Apply && found?.Source is MasterCredentialSource.VaultPending or MasterCredentialSource.VaultPrevious)
            found = await masters.EnsureAsync(present, allowReset: false, host, cancellationToken);
        return found?.Login;
    }

    /// <summary>What a reset would do.</summary>
    /// <param name="wayIsOpen">False where the way to the server would be opened first, so that it need not be reached yet.</param>
    /// <param name="host">Who is told.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="HoopException"><c>MasterCredential.ResetNotAllowed</c>, and those of <see
    /// cref="MasterCredentials.PlanResetAsync"/>.</exception>
    public async Task<IReadOnlyList<PlanStep>> PlanResetAsync(bool wayIsOpen, IHoopHost host, CancellationToken cancellationToken)
    {
        if (!request.AllowMasterReset)
            throw MasterCredentials.ResetNotAllowed(_request);
        return (await masters.PlanResetAsync(_request with { CheckReachability = wayIsOpen }, host, cancellationToken)).Plan.Steps;
    }

    /// <summary>The login that works, set anew where none did and that is allowed.</summary>
    /// <exception cref="HoopException">Those of <see cref="MasterCredentials.EnsureAsync"/>.</exception>
    public async Task<MasterCredential> EnsureAsync(IHoopHost host, CancellationToken cancellationToken) =>
        await masters.EnsureAsync(await PresentAsync(cancellationToken), request.AllowMasterReset, host, cancellationToken);

    // Each time anew: a token does not outlive a long run.
    private async Task<MasterCredentialRequest> PresentAsync(CancellationToken cancellationToken) =>
        request is { DbCredential: { } login, ResolveLogin: { } resolve }
            ? _request with
            {
                DbCredential = await resolve(login, target.Database, cancellationToken),
            }
            : _request;
}
