using Amazon.Runtime.CredentialManagement;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Sessions;

/// <summary>The profiles of the credential files, and which of them the session uses.</summary>
internal sealed class ProfileFiles
{
    private readonly CredentialProfileStoreChain _store;

    public ProfileFiles(AwsSessionOptions options, Func<string, string?> environment)
    {
        _store = new CredentialProfileStoreChain(options.ProfileLocation ?? environment("AWS_SHARED_CREDENTIALS_FILE"));
        Explicit = options.ProfileName is { } name ? Find(name) ?? throw NotFound(name, "-ProfileName") : null;
        // AWS_PROFILE says which profile is the default one; naming one that does not exist is a mistake too.
        Default = environment("AWS_PROFILE") is { Length: > 0 } named
            ? (Explicit is null ? Find(named) ?? throw NotFound(named, "AWS_PROFILE") : null)
            : Find("default");
    }

    /// <summary>The profile that was asked for; null where none was.</summary>
    public CredentialProfile? Explicit { get; }

    /// <summary>The profile <c>default</c>, or the one <c>AWS_PROFILE</c> names.</summary>
    public CredentialProfile? Default { get; }

    public ICredentialProfileSource Source => _store;

    /// <summary>The profile, the one that it takes its credentials from (<c>source_profile</c>), and so on; each once.</summary>
    public IEnumerable<CredentialProfile> ChainOf(CredentialProfile profile)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = profile; next is not null && seen.Add(next.Name);)
        {
            yield return next;
            next = next.Options.SourceProfile is { Length: > 0 } source ? Find(source) : null;
        }
    }

    private CredentialProfile? Find(string name)
    {
        try
        {
            return _store.TryGetProfile(name, out var profile) ? profile : null;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw AwsErrors.InvalidProfile.Error($"The AWS credential files could not be read: {failure.Message}", name, cause: failure);
        }
    }

    private static HoopException NotFound(string name, string where) =>
        AwsErrors.ProfileNotFound.Error($"There is no AWS profile '{name}' ({where}).", name);
}
