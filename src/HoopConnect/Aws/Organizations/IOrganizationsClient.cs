namespace HoopConnect.Aws.Organizations;

/// <summary>The calls of AWS Organizations that the product makes.</summary>
public interface IOrganizationsClient
{
    /// <summary>All accounts of the organisation, page by page.</summary>
    IAsyncEnumerable<OrganizationAccount> ListAccountsAsync(CancellationToken cancellationToken);

    /// <summary>The organisation's id (<c>o-...</c>); null where the account is in none.</summary>
    Task<string?> GetOrganizationIdAsync(CancellationToken cancellationToken);
}
