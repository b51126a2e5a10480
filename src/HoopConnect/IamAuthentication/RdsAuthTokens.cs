using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication;

/// <summary>
/// Makes tokens with the keys of an AWS session. For a database of another account the assumed role signs. Keep one for many tokens: it
/// keeps the derived keys.
/// </summary>
public sealed class RdsAuthTokens(IAwsServices aws, AuthTokenGenerator? generator = null)
{
    private readonly AuthTokenGenerator _generator = generator ?? new AuthTokenGenerator();

    /// <summary>Makes a token. AWS is asked only where a role has to be assumed.</summary>
    /// <param name="request">What it is for.</param>
    /// <param name="accountId">The database's account; null for our own.</param>
    /// <param name="cancellationToken">Stops the wait for a role.</param>
    /// <exception cref="HoopException">AWS errors: no credentials, expired ones, a role that may not be assumed.</exception>
    public async Task<RdsAuthToken> GetAsync(AuthTokenRequest request, string? accountId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var credentials = await aws.GetSigningCredentialsAsync(accountId, request.Region, cancellationToken);
        var token = _generator.Generate(credentials, request);
        return new RdsAuthToken
        {
            HostName = request.Host,
            Port = request.Port,
            UserName = request.UserName,
            Region = request.Region,
            Token = token.Token,
            Expires = token.Expires,
        };
    }
}
