using System.Collections.Concurrent;
using HoopConnect.Aws;
using HoopConnect.Credentials.Vaults.HashiCorp;
using HoopConnect.Databases;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.IamAuthentication.Markers;

/// <summary>
/// Makes usable logins of markers. A secret of the vault is read once for all its keys; a token is made each time, for the database at
/// hand.
/// AWS and the vault are asked only where a marker says so.
/// </summary>
public sealed class CredentialResolver : IDisposable
{
    private readonly Func<string?, CancellationToken, Task<IAwsServices>> _aws;
    private readonly Func<IKeyValueSecrets> _openVault;
    private readonly Lazy<IKeyValueSecrets> _vault;
    private readonly ConcurrentDictionary<
        (KeyValueVersion Version, string Path),
        Lazy<Task<IReadOnlyDictionary<string, Secret>>>
    > _secrets = new();
    private volatile RdsAuthTokens? _tokens;

    /// <summary>A resolver that reads HashiCorp Vault as the environment says.</summary>
    /// <param name="aws">Opens AWS; it is given the region of the database, where that is known.</param>
    public CredentialResolver(Func<string?, CancellationToken, Task<IAwsServices>> aws)
        : this(aws, () => new HashiCorpClient(HashiCorpOptions.FromEnvironment()))
    {
    }

    internal CredentialResolver(Func<string?, CancellationToken, Task<IAwsServices>> aws, Func<IKeyValueSecrets> vault)
    {
        (_aws, _openVault) = (aws, vault);
        _vault = new Lazy<IKeyValueSecrets>(() => _openVault());
    }

    /// <summary>Whether a login has a marker in it. Refuses one that could never be resolved.</summary>
    /// <exception cref="HoopException"><c>Marker.Unknown</c>, <c>Marker.Invalid</c>, <c>Marker.HalfPair</c>.</exception>
    public static bool HasMarker(DatabaseLogin login)
    {
        ArgumentNullException.ThrowIfNull(login);
        var (user, password) = (CredentialMarker.Parse(login.UserName), CredentialMarker.Parse(login.Password));
        // What a vault has in store for the other half is not known yet.
        if (user?.Path is null && password?.Path is null)
            CheckPair(user, password);
        return user is not null || password is not null;
    }

    /// <summary>Whether a text is a reference to a vault.</summary>
    /// <exception cref="HoopException"><c>Marker.Unknown</c>, <c>Marker.Invalid</c>.</exception>
    public static bool IsReference(Secret text) => CredentialMarker.Parse(text) is { Path: not null };

    /// <summary>The login that can be used; one without a marker as it is.</summary>
    /// <param name="login">User and password, either of them perhaps a marker.</param>
    /// <param name="target">Where it is for.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="HoopException">
    /// <c>Marker.Unknown</c>, <c>Marker.Invalid</c>, <c>Marker.HalfPair</c>, <c>Marker.KeyNotFound</c>, <c>Marker.NoEndpoint</c>,
    /// <c>Marker.TlsNeeded</c>, <c>HashiCorp.*</c>,
    /// <c>IamAuthentication.NoRegion</c>, AWS errors.
    /// </exception>
    public async Task<ResolvedCredential> ResolveAsync(DatabaseLogin login, LoginTarget target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!HasMarker(login))
            return new ResolvedCredential { UserName = login.UserName, Password = login.Password };
        // A vault may hold the pair of a token.
        var userName = CredentialMarker.Parse(login.UserName) is { Path: not null } its
            ? (await ReadAsync(its, cancellationToken)).Reveal()
            : login.UserName;
        var password = await ResolveAsync(login.Password, cancellationToken);
        var (user, word) = (CredentialMarker.Parse(userName), CredentialMarker.Parse(password));
        if (user?.Path is not null || word?.Path is not null)
            throw MarkerErrors.Invalid.Error(
                "The vault has a reference to a vault where the value should be.", (user?.Path ?? word?.Path)!);
        CheckPair(user, word);
        return user is null
            ? new ResolvedCredential { UserName = userName, Password = password }
            : await TokenAsync(user.TokenUser!, target, cancellationToken);
    }

    /// <summary>The value that a text refers to; the text itself where it is no reference to a vault.</summary>
    /// <exception cref="HoopException"><c>Marker.Unknown</c>, <c>Marker.Invalid</c>, <c>Marker.KeyNotFound</c>,
    /// <c>HashiCorp.*</c>.</exception>
    public async Task<Secret> ResolveAsync(Secret text, CancellationToken cancellationToken) =>
        CredentialMarker.Parse(text) is { Path: not null } marker ? await ReadAsync(marker, cancellationToken) : text;

    /// <summary>Closes the connections to the vault.</summary>
    public void Dispose()
    {
        if (_vault.IsValueCreated)
            (_vault.Value as IDisposable)?.Dispose();
    }

    private async Task<Secret> ReadAsync(CredentialMarker marker, CancellationToken cancellationToken)
    {
        var secret = await ReadAsync(marker.Version, marker.Path!, cancellationToken);
        return secret.TryGetValue(marker.Key!, out var value)
            ? Secret.From(value.Reveal())
            : throw MarkerErrors.KeyNotFound.Error(
                $"The secret '{marker.Path}' of HashiCorp Vault has no key '{marker.Key}'.",
                marker.Path,
                secret.Count == 0
                    ? "It has no keys at all."
                    : $"It has: {string.Join(", ", secret.Keys.Order(StringComparer.Ordinal))}. Case counts.");
    }

    private async Task<IReadOnlyDictionary<string, Secret>> ReadAsync(
        KeyValueVersion version, string path, CancellationToken cancellationToken)
    {
        var reading = _secrets.GetOrAdd((version, path), _ => new(() => _vault.Value.ReadAsync(version, path, cancellationToken)));
        try
        {
            return await reading.Value;
        }
        catch
        {
            // The next one who asks tries again.
            _secrets.TryRemove(KeyValuePair.Create((version, path), reading));
            throw;
        }
    }

    private async Task<ResolvedCredential> TokenAsync(string userName, LoginTarget target, CancellationToken cancellationToken)
    {
        if (target.SslMode == SslMode.Disable)
        {
            throw MarkerErrors.TlsNeeded.Error(
                $"A token for '{userName}' would cross in clear text: RDS takes it over TLS only.", target.Host);
        }

        var host = target.Host ?? throw MarkerErrors.NoEndpoint.Error(
            $"A token for '{userName}' is signed for one endpoint, and none is named.", userName);
        var request = AuthTokenRequest.Create(host, target.Port, userName, target.Region);
        var tokens = _tokens ??= new RdsAuthTokens(await _aws(request.Region, cancellationToken));
        var token = await tokens.GetAsync(request, target.AccountId, cancellationToken);
        return new ResolvedCredential
        {
            UserName = userName,
            Password = token.Token,
            Expires = token.Expires,
            // RDS itself named the endpoint of a database in an account.
            Doubt = target.AccountId is null ? request.Doubt : null,
        };
    }

    private static void CheckPair(CredentialMarker? user, CredentialMarker? password)
    {
        if ((user is null && password is null) || (user?.TokenUser is not null && password is { IsToken: true }))
            return;
        throw MarkerErrors.HalfPair.Error(
            user is null
                ? "The password is _aws_iam_rds:..., and the user is not."
                : $"The user is _aws_iam_rds:{user.TokenUser}, and the password is not _aws_iam_rds:authtoken.",
            user?.TokenUser);
    }
}
