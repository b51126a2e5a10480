using HoopConnect.Aws;
using HoopConnect.Hosting;

namespace HoopConnect.IamAuthentication;

/// <summary>The database user of a person who is logged in through IAM Identity Center: it has the person's name there.</summary>
public static class OwnUserName
{
    /// <summary>The name that the session says; AWS is asked who we are.</summary>
    /// <exception cref="HoopException"><c>IamAuthentication.NoUserName</c>: the session is not one of IAM Identity Center; AWS
    /// errors.</exception>
    public static async Task<string> FindAsync(IAwsServices aws, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(aws);
        var caller = await aws.GetCallerIdentityAsync(cancellationToken);
        return caller.IdentityCenterUserName
            ?? throw IamAuthenticationErrors.NoUserName.Error(
                $"The database user is not named, and {caller.Arn} is no session of IAM Identity Center that would say it.", caller.Arn);
    }
}
