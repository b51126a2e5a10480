using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using HoopConnect.Hosting;

namespace HoopConnect.Aws.Sessions;

/// <summary>The caller's own credentials and where they came from.</summary>
/// <param name="Credentials">The credentials.</param>
/// <param name="Source">Where they came from, for verbose lines and errors, for example <c>profile 'prod'</c>.</param>
/// <param name="Profile">The profile they came from; null for none.</param>
internal sealed record SessionCredentials(AWSCredentials Credentials, string Source, CredentialProfile? Profile = null)
{
    /// <summary>What to do when they have expired or are refused.</summary>
    public string RenewAdvice => IsSso
        ? $"Log in again with 'aws sso login --profile {Profile!.Name}'."
        : $"The credentials came from {Source}; get new ones there and run again.";

    private bool IsSso => Profile is { Options: var options } && (options.SsoStartUrl ?? options.SsoSession) is { Length: > 0 };

    /// <summary>Makes sure that there are keys now; fails with an error of ours that says whose fault it is.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Credentials is ExpiringCredentials own)
                await own.GetAsync(cancellationToken);
            else
                // The SDK's sources take no token; whoever presses Ctrl+C does not wait for them.
                await Credentials.GetCredentialsAsync().WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or HoopException))
        {
            throw Failure(failure);
        }
    }

    private HoopException Failure(Exception failure)
    {
        if (AwsFailures.IsUnreachable(failure) && !IsSso)
            return AwsErrors.Unreachable.Error($"Credentials could not be had from {Source}: {failure.Message}", cause: failure);
        return IsSso
            ? AwsErrors.SsoLoginExpired.Error(
                $"The SSO login of the AWS profile '{Profile!.Name}' has expired or was never made.",
                Profile.Name,
                RenewAdvice,
                cause: failure)
            : AwsErrors.InvalidCredentials.Error(
                $"Credentials could not be had from {Source}: {failure.Message}", Profile?.Name, RenewAdvice, cause: failure);
    }
}
