using HoopConnect.Databases.Roles;
using HoopConnect.Databases.SqlServer.Server;
using HoopConnect.Databases.Users;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.Databases.SqlServer.Roles;

/// <summary>Makes and alters logins, on a connection to <c>master</c>. One that fails is a result that says so; the others go on.</summary>
internal sealed class LoginChanger(Session session, IRolePasswords passwords, IHoopHost host)
{
    /// <summary>Brings the login into line; its password is another step.</summary>
    public async Task<LoginResult> MendAsync(LoginChange change, CancellationToken cancellationToken)
    {
        if (change.Refusal is not null)
            return new LoginResult(change.Kind) { Failure = change.Refusal };
        var findings = new List<Finding>();
        foreach (var difference in change.Mendable)
        {
            try
            {
                await session.ExecuteBatchAsync([difference.Statement!], cancellationToken);
            }
            catch (StatementException exception)
            {
                findings.Add(difference.Finding with
                {
                    Reason = FindingReasons.Failed,
                    Message = $"{difference.Finding.Message}; mending it failed: {exception.Message}",
                });
            }
        }

        return new LoginResult(change.Kind) { Login = change.Login, Findings = findings };
    }

    /// <summary>Makes the login, or gives it a new password, where that was planned and no power stayed with it.</summary>
    public async Task<LoginResult> SetPasswordAsync(LoginChange change, LoginResult mended, CancellationToken cancellationToken)
    {
        if (!change.SetPassword || mended.Failure is not null || mended.Findings.Any(finding => finding.IsPower))
            return mended;
        try
        {
            var setter = new PasswordSetter(session, change);
            var login = await passwords.ChangeAsync(change.Kind, setter.SetAsync, cancellationToken);
            var done = change.Create ? "made" : "new password";
            host.Verbose($"Login {Identifier.Quote(change.Kind.RoleName())}: {done}, proved by logging in.");
            return mended with { Login = login, PasswordChanged = true };
        }
        catch (HoopException exception)
        {
            return mended with { Failure = exception };
        }
    }

    /// <summary>Sets the password of one login; asked again after a failure it finds the login that the first call made.</summary>
    private sealed class PasswordSetter(Session session, LoginChange change)
    {
        private const int AlreadyExists = 15025;
        private readonly string _login = change.Kind.RoleName();

        public async Task SetAsync(Secret password, CancellationToken cancellationToken)
        {
            if (change.Create && await TryCreateAsync(password, cancellationToken))
                return;
            await session.ExecuteSecretAsync(RoleStatements.SetPassword(_login), password, cancellationToken);
            await session.ExecuteBatchAsync(RoleStatements.ResetPolicy(_login), cancellationToken);
        }

        private async Task<bool> TryCreateAsync(Secret password, CancellationToken cancellationToken)
        {
            try
            {
                await session.ExecuteSecretAsync(RoleStatements.CreateLogin(_login, change.NewSid), password, cancellationToken);
                return true;
            }
            catch (StatementException exception) when (exception.Number == AlreadyExists && _created)
            {
                return false;
            }
            finally
            {
                _created = true;
            }
        }

        // True once CREATE LOGIN was sent: it may have been done although its answer was lost. Before that a login of the name is not ours.
        private bool _created;
    }
}
