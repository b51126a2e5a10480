using HoopConnect.Hosting;

namespace HoopConnect.Provisioning.Jobs;

/// <summary>What can be wrong with job records.</summary>
internal static class JobErrors
{
    public static readonly ErrorDefinition InvalidRetention = new(
        "Job.InvalidRetention", HoopErrorKind.InvalidArgument,
        "HOOPCONNECT_JOB_DAYS is no number of days that can be used.",
        "Set it to a number of days, 0 to keep job records for ever, or unset it.");

    public static readonly ErrorDefinition NotFound = new(
        "Job.NotFound", HoopErrorKind.ObjectNotFound,
        "There is no job record with that id.",
        "Get-HoopProvisioningJob lists those that are kept; HOOPCONNECT_JOB_DAYS says for how long.");

    public static readonly ErrorDefinition Unreadable = new(
        "Job.Unreadable", HoopErrorKind.InvalidData,
        "A job record cannot be read.",
        "Move the file away; the other records are not affected.");
}
