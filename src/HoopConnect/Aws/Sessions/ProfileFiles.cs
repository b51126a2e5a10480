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
        Default = Explicit is not null && environment("AWS_PROFILE") is { Length: > 0 } ? null
            : options.AccessKey is not null || options.SecretKey is not null || options.Credentials is not null
                ? TryFindDefault(environment)
            : FindDefault(environment);
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

    /// <summary>AWS_PROFILE says which profile is the default one; naming one that does not exist is a mistake too.</summary>
    private CredentialProfile? FindDefault(Func<string, string?> environment) =>
        environment("AWS_PROFILE") is { Length: > 0 } named ? Find(named) ?? throw NotFound(named, "AWS_PROFILE") : Find("default");

    /// <summary>The same where credentials were given: whatever is wrong with the profile of the environment does not matter.</summary>
    private CredentialProfile? TryFindDefault(Func<string, string?> environment)
    {
        try
        {
            return FindDefault(environment);
        }
        catch (HoopException failure) when (failure.IsAnyOf(AwsErrors.ProfileNotFound, AwsErrors.InvalidProfile))
        {
            return null;
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
