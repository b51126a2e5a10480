using System.Management.Automation;
using Amazon.Runtime;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes AWS credentials in any form: an object with <c>GetCredentials()</c> (Get-AWSCredential, <c>$StoredAWSCredentials</c>) or a
/// <see cref="PSCredential"/> whose user name is the access key and whose password is the secret key.
/// </summary>
internal sealed class AwsCredentialsArgumentAttribute : EngineArgumentAttribute
{
    /// <summary>The credentials as ours.</summary>
    /// <exception cref="HoopException"><c>Argument.NotAwsCredentials</c>.</exception>
    public static AWSCredentials From(object value) =>
        value switch
        {
            AWSCredentials ours => ours,
            PSCredential keys => new BasicAWSCredentials(keys.UserName, Secret.From(keys.Password).Reveal()),
            _ => ForeignCredentials.TryWrap(value) ?? throw ArgumentErrors.NotAwsCredentials.Error(
                $"An object of type {value.GetType().Name} cannot be used as AWS credentials."),
        };

    /// <inheritdoc/>
    protected override object? ConvertOne(object value) => From(value);
}
