using System.Collections.Concurrent;

namespace HoopConnect.Sandbox.Model;

/// <summary>One account with what is in it.</summary>
/// <param name="Id">12 digits.</param>
/// <param name="Name">Its friendly name.</param>
public sealed record Account(string Id, string Name)
{
    private readonly ConcurrentDictionary<string, AccountRegion> _regions = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, RoleExtras> _extras = new(StringComparer.Ordinal);

    /// <summary>Its friendly name.</summary>
    public string Name { get; set; } = Name;

    /// <summary>ACTIVE, SUSPENDED or PENDING_CLOSURE.</summary>
    public string Status { get; init; } = "ACTIVE";

    /// <summary>CREATED or INVITED.</summary>
    public string JoinedMethod { get; init; } = "CREATED";

    /// <summary>The account's address.</summary>
    public string Email => $"{Name}@example.com";

    /// <summary>The roles that can be assumed in it.</summary>
    public IList<Role> Roles { get; } = [];

    /// <summary>The managed policies in it.</summary>
    public List<ManagedPolicy> Policies { get; } = [];

    /// <summary>What a role of that name has in this account; made when first asked for.</summary>
    public RoleExtras Extras(string roleName) => _extras.GetOrAdd(roleName, _ => new RoleExtras());

    /// <summary>Forgets what a role had.</summary>
    public void ForgetExtras(string roleName) => _extras.TryRemove(roleName, out _);

    /// <summary>How many roles there may be in it.</summary>
    public int MostRoles { get; set; } = 1000;

    /// <summary>What is in one region; made when first asked for.</summary>
    public AccountRegion In(string region) => _regions.GetOrAdd(region, name => new AccountRegion(Id, name));
}
