using HoopConnect.Secrets;

namespace HoopConnect.Credentials.Vaults;

/// <summary>One entry of a vault: a credential (user and password), with facts about it where the vault keeps them.</summary>
/// <param name="Name">Letters, digits and hyphens, at most 127.</param>
/// <param name="UserName">The real user name on the server (for a document, what it is: <c>connection</c>).</param>
/// <param name="Secret">The password (for a document, its text).</param>
public sealed record VaultEntry(string Name, string UserName, Secret Secret)
{
    /// <summary>Strings, whole numbers and UTC times only; never a secret. Empty where the vault keeps none.</summary>
    public IReadOnlyDictionary<string, object> Metadata { get; init; } = new Dictionary<string, object>();
}
