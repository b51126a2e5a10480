using System.Security;
using HoopConnect.Hosting;
using HoopConnect.Secrets;

namespace HoopConnect.PowerShell.Arguments;

/// <summary>
/// Takes a <see cref="SecureString"/>, a <see cref="Secret"/> or, as AWS.Tools does, a string. The value is in no message.
/// </summary>
internal sealed class SecretArgumentAttribute : EngineArgumentAttribute
{
    /// <inheritdoc/>
    protected override object? ConvertOne(object value) =>
        value switch
        {
            Secret secret => secret,
            SecureString secure => Secret.From(secure),
            string text => Secret.From(text),
            _ => throw ArgumentErrors.NotASecret.Error(
                $"A value of type {value.GetType().Name} cannot be used as a secret: give a SecureString or a string."),
        };
}
