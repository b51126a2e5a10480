namespace Microsoft.PowerShell.SecretManagement;

/// <summary>A vault is locked.</summary>
public sealed class PasswordRequiredException(string message) : InvalidOperationException(message);
