using System.Runtime.CompilerServices;
using HoopConnect.Aws;
using HoopConnect.Aws.Organizations;
using HoopConnect.Hosting;

namespace HoopConnect.Discovery;

/// <summary>The accounts there are to work in.</summary>
public sealed class AccountDirectory(IAwsServices aws)
{
    /// <summary>
    /// All accounts of the organisation, page by page. Where the account is in no organisation, or may not list it, the caller's own
    /// account alone, and a verbose line says so.
    /// </summary>
    public async IAsyncEnumerable<OrganizationAccount> ListAsync(
        IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(host);
        await using var accounts = aws.Organizations.ListAccountsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        string? alone = null;
        try
        {
            if (!await accounts.MoveNextAsync())
                yield break;
        }
        catch (AwsErrorException failure) when (failure.AwsErrorCode == OrganizationsClient.NotInUse)
        {
            alone = "The account is in no organisation";
        }
        catch (AwsErrorException failure) when (AwsErrors.AccessDenied.Is(failure))
        {
            alone = $"The accounts of the organisation cannot be listed ({failure.Message})";
        }
        if (alone is not null)
        {
            var own = await OwnAsync(cancellationToken);
            host.Verbose($"{alone}: working in account {own.Id} alone.");
            yield return own;
            yield break;
        }
        do
        {
            yield return accounts.Current;
        }
        while (await accounts.MoveNextAsync());
    }

    /// <summary>The accounts whose id or name fits; a name without wildcards that fits none is reported.</summary>
    public async IAsyncEnumerable<OrganizationAccount> ListAsync(
        IReadOnlyList<NamePattern> wanted, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var missing = wanted.Where(pattern => !pattern.HasWildcard).ToHashSet();
        await foreach (var account in ListAsync(host, cancellationToken))
        {
            var fitting = wanted.Where(pattern => pattern.Matches(account.Id) || pattern.Matches(account.Name)).ToList();
            missing.ExceptWith(fitting);
            if (fitting.Count > 0)
                yield return account;
        }
        foreach (var pattern in missing)
            host.Error(DiscoveryErrors.AccountNotFound.Error($"There is no account '{pattern}' in the organisation.", pattern.Text));
    }

    /// <summary>The caller's own account; its name is not known without the organisation.</summary>
    public async Task<OrganizationAccount> OwnAsync(CancellationToken cancellationToken)
    {
        var caller = await aws.GetCallerIdentityAsync(cancellationToken);
        return new OrganizationAccount(caller.AccountId, "", "", "ACTIVE", "");
    }

    /// <summary>
    /// The accounts that are asked for and can be worked in; a name that fits none is reported, a suspended account skipped with a verbose
    /// line.
    /// </summary>
    internal async IAsyncEnumerable<OrganizationAccount> SelectAsync(
        IReadOnlyList<NamePattern> wanted, IHoopHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (wanted.Count == 0)
        {
            yield return await OwnAsync(cancellationToken);
            yield break;
        }
        if (wanted.All(IsAccountId))
        {
            // Ids need no list, so this works where Organizations may not be asked.
            foreach (var id in wanted.Select(pattern => pattern.Text).Distinct(StringComparer.Ordinal))
                yield return new OrganizationAccount(id, "", "", "ACTIVE", "");
            yield break;
        }
        await foreach (var account in ListAsync(wanted, host, cancellationToken))
        {
            if (account.Status == "ACTIVE")
                yield return account;
            else
                host.Verbose($"Account {account.Id} ({account.Name}) is {account.Status} and is skipped.");
        }
    }

    private static bool IsAccountId(NamePattern pattern) => pattern.Text.Length == 12 && pattern.Text.All(char.IsAsciiDigit);
}
