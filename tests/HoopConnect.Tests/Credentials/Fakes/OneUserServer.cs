using HoopConnect.Databases;
using HoopConnect.Secrets;

namespace HoopConnect.Tests.Credentials.Fakes;

/// <summary>A server with one user, as far as passwords go.</summary>
internal sealed class OneUserServer(string password)
{
    public string Password { get; private set; } = password;

    public int Logins { get; private set; }

    public Task SetAsync(Secret secret, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Password = secret.Reveal();
        return Task.CompletedTask;
    }

    public Task<LoginOutcome> TryLoginAsync(DatabaseLogin login, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Logins++;
        return Task.FromResult(login.Password.Reveal() == Password ? LoginOutcome.Accepted : LoginOutcome.Refused);
    }
}
