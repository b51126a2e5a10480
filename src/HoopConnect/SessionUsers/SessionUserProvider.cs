using HoopConnect.Credentials.Passwords;
using HoopConnect.Credentials.Vaults;
using HoopConnect.Databases;
using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Planning;
using HoopConnect.Secrets;
using HoopConnect.SessionUsers.Granters;
using HoopConnect.SessionUsers.Policies;

namespace HoopConnect.SessionUsers;

/// <summary>
/// Provides session users of one server. A user who is there, with a password that is shared through the vault and good for half its life
/// or more, costs one connection and one round trip for each database of the policy, and no granter's; anything else is planned and
/// applied.
/// </summary>
/// <param name="granter">The server, and who makes and grants.</param>
/// <param name="vault">Through which the passwords are shared; null where only this process's callers share them.</param>
public sealed class SessionUserProvider(Granter granter, CheckedVault? vault)
{
    private readonly PasswordProtocolOptions _protocol = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly Func<ProtocolStep, CancellationToken, Task>? _afterStep;

    internal SessionUserProvider(
        Granter granter,
        CheckedVault? vault,
        PasswordProtocolOptions protocol,
        TimeProvider time,
        Func<ProtocolStep, CancellationToken, Task>? afterStep = null)
        : this(granter, vault)
    {
        _protocol = protocol;
        _time = time;
        _afterStep = afterStep;
    }

    /// <summary>Gives a user that works; null where the host refused the plan (<c>-WhatIf</c>, <c>-Confirm</c>).</summary>
    /// <param name="order">Which user.</param>
    /// <param name="mode">Whether a working password that an interrupted run left in the vault may be made the current one.</param>
    /// <param name="host">Who is told and asked.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="HoopException">
    /// <c>SessionUser.ExpirationTooLong</c>, <c>SessionUser.EngineMismatch</c>, <c>SessionUser.NoCaller</c>, those of
    /// <see cref="ISessionUserProvisioner.PlanAsync"/>, <see cref="SessionUserPlan.ApplyAsync"/> and of the vault.
    /// </exception>
    public async Task<SessionUser?> ProvideAsync(SessionUserOrder order, RunMode mode, IHoopHost host, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(host);
        var (request, entry) = Request(order);
        if (!request.Rotate && await TryShareAsync(request, Passwords(request, entry, mode), cancellationToken) is { } shared)
            return Result(order, request, entry, shared);
        var plan = await granter.Engine.SessionUsers.PlanAsync(request, Passwords(request, entry, mode), host, cancellationToken);
        if (!plan.Plan.IsEmpty && (!await host.ShouldApplyAsync(Shown(plan, entry), cancellationToken) || mode == RunMode.Show))
            return null;
        var outcome = await plan.ApplyAsync(Passwords(request, entry, RunMode.Apply), host, cancellationToken);
        return Result(order, request, entry, outcome);
    }

    /// <summary>The stored password, where a login with it says that the user has all it should and lives for long enough.</summary>
    private async Task<SessionUserOutcome?> TryShareAsync(
        SessionUserRequest request, SessionUserPasswords passwords, CancellationToken cancellationToken)
    {
        if (await passwords.ReadAsync(cancellationToken) is not { } login)
            return null;
        var reading = await granter.Engine.SessionUsers.TryLoginAsync(granter.Settings with { Login = login }, request, cancellationToken);
        return
            reading is { IsComplete: true, Expires: { } expires }
            && reading.Mark?.Owner == request.Caller
            && SessionUserSharing.Decide(reading, request) == SessionUserPasswordAction.HandOut
            ? new SessionUserOutcome(login, expires)
            : null;
    }

    private Plan Shown(SessionUserPlan plan, string entry)
    {
        if (vault is null || !plan.SetsPassword)
            return plan.Plan;
        var secret = Passwords(plan.Request, entry, RunMode.Show).SecretName;
        return plan.Plan with
        {
            Steps =
            [
                .. plan.Plan.Steps,
                new PlanStep($"vault {vault.Name}", "store password", $"{secret} = {plan.Request.UserName}, {PlanStep.Hole}"),
            ],
        };
    }

    private (SessionUserRequest Request, string Entry) Request(SessionUserOrder order)
    {
        var policy = order.Policy;
        if (!granter.Engine.Serves(policy.Engine))
        {
            throw SessionUserErrors.EngineMismatch.Error(
                $"Policy '{policy.Name}' is for {policy.Engine}, and the granter leads to {granter.Engine.Family} at " +
                    $"{granter.Settings.Host}:{granter.Settings.Port}.",
                policy.Name);
        }

        if (order.Expiration > policy.Expiration || order.Expiration <= TimeSpan.Zero)
        {
            throw SessionUserErrors.ExpirationTooLong.Error(
                $"An expiration of {order.Expiration} is asked for, and policy '{policy.Name}' gives more than none and at most " +
                    $"{policy.Expiration}.",
                policy.Name);
        }

        var hash = SessionUserName.Hash(policy);
        var caller = order.Caller is null ? null : PersonalName.Of(order.Caller, RoomForCaller(policy));
        return (
            new SessionUserRequest(
                granter.Settings with
                {
                    Database = null,
                },
                caller is null ? policy.UserName : $"{policy.UserName}_{caller}")
            {
                Grants = new GrantRequest(policy.Name, [.. policy.Scopes.Distinct()], [.. policy.Privileges.Distinct()]),
                Expiration = order.Expiration ?? policy.Expiration,
                Caller = order.Caller,
                Adopt = order.Adopt,
                Rotate = order.Rotate,
                ThrottleLimit = order.ThrottleLimit,
            },
            caller is null ? hash : $"{hash}-{caller}");
    }

    // MySQL's limit holds for MariaDB too, which takes longer names: a policy moves from one to the other.
    private static int RoomForCaller(SessionPolicy policy) => (policy.Engine == "postgres" ? 63 : 32) - policy.UserName.Length - 1;

    private SessionUserPasswords Passwords(SessionUserRequest request, string entry, RunMode mode) =>
        new(vault, granter.Server, entry, request.UserName, granter.Engine, granter.Settings, mode, _protocol, _time, _afterStep);

    private SessionUser Result(SessionUserOrder order, SessionUserRequest request, string entry, SessionUserOutcome outcome) => new()
    {
        Login = outcome.Login,
        Engine = granter.Engine.Family,
        HostName = granter.Settings.Host,
        Port = granter.Settings.Port,
        Databases = request.Grants.Databases,
        Expires = outcome.Expires.UtcDateTime,
        Policy = order.Policy.Name,
        Caller = order.Caller,
        Created = outcome.Created,
        Rotated = outcome.PasswordChanged && !outcome.Created,
        Extended = outcome.Extended,
        VaultName = vault?.Name,
        SecretName = vault is null ? null : Passwords(request, entry, RunMode.Show).SecretName,
        SslMode = granter.Settings.SslMode,
        CaFile = granter.Settings.CaFile,
    };
}
