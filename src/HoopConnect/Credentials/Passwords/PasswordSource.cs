namespace HoopConnect.Credentials.Passwords;

/// <summary>Where in the vault a working password was found.</summary>
public enum PasswordSource
{
    /// <summary>The current entry.</summary>
    Current,

    /// <summary>The entry of an attempt that did not end, or of another one at work.</summary>
    Pending,

    /// <summary>The previous entry.</summary>
    Previous,
}
