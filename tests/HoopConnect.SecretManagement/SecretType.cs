namespace Microsoft.PowerShell.SecretManagement;

/// <summary>The kinds of secrets.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Naming", "CA1720", Justification = "The names are the real module's.")]
public enum SecretType
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Bytes.</summary>
    ByteArray,

    /// <summary>A text.</summary>
    String,

    /// <summary>A protected text.</summary>
    SecureString,

    /// <summary>A user name and a password.</summary>
    PSCredential,

    /// <summary>Several secrets by name.</summary>
    Hashtable,
}
