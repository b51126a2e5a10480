namespace HoopConnect.Hosting;

/// <summary>The failure that IAM policies and the policies of session users share.</summary>
internal static class PolicyNameErrors
{
    public static readonly ErrorDefinition InvalidName = new(
        "Policy.InvalidName", HoopErrorKind.InvalidArgument,
        "It cannot be the name of a policy.",
        "Give one that the message allows; IAM takes letters, digits and +=,.@_-.");
}
