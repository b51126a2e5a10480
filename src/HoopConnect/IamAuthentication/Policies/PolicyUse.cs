namespace HoopConnect.IamAuthentication.Policies;

/// <summary>Where a policy document goes, which decides its grammar and its size.</summary>
public enum PolicyUse
{
    /// <summary>The trust policy of a role: at most 2,048 characters.</summary>
    Trust,

    /// <summary>A managed policy: at most 6,144 characters.</summary>
    Managed,

    /// <summary>An inline policy of a role: all of them together at most 10,240 characters.</summary>
    Inline,

    /// <summary>The inline policy of a permission set: at most 10,240 characters.</summary>
    PermissionSet,
}
