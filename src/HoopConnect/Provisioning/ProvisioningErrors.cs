using HoopConnect.Hosting;

namespace HoopConnect.Provisioning;

/// <summary>What can be wrong with a provisioning run.</summary>
internal static class ProvisioningErrors
{
    public static readonly ErrorDefinition InvalidRequest = new(
        "Provisioning.InvalidRequest", HoopErrorKind.InvalidArgument,
        "The run cannot start with these parameters.",
        "Give what the message names.");

    public static readonly ErrorDefinition ProxyNotServed = new(
        "Provisioning.ProxyNotServed", HoopErrorKind.InvalidArgument,
        "Roles are made on the database behind a proxy.",
        "Name the instance or cluster instead.");

    public static readonly ErrorDefinition Unexpected = new(
        "Provisioning.Unexpected", HoopErrorKind.NotSpecified,
        "A database failed with something nobody thought of.",
        "This is a fault of HoopConnect: report it with the message.");
}
