namespace HoopConnect.Provisioning.Jobs;

/// <summary>Where a role's password is kept: a reference, never the password.</summary>
/// <param name="SecretsManagerProvider">The name of the vault; <c>database</c> where there is none and the caller got the password as an
/// object.</param>
/// <param name="SecretId">The vault's entry; empty where there is none.</param>
/// <param name="SecretKeys">What the entry holds.</param>
public sealed record JobCredentialsInfo(string SecretsManagerProvider, string SecretId, IReadOnlyList<string> SecretKeys)
{
    /// <summary>Nothing is known of a password.</summary>
    public static JobCredentialsInfo None { get; } = new("", "", []);

    /// <inheritdoc/>
    public override string ToString() => SecretId.Length > 0 ? $"{SecretId} in {SecretsManagerProvider}" : SecretsManagerProvider;
}
