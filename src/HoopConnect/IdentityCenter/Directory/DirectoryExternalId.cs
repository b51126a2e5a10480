namespace HoopConnect.IdentityCenter.Directory;

/// <summary>The id that an identity provider knows a user by.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Id">The provider's id.</param>
public sealed record DirectoryExternalId(string Issuer, string Id);
