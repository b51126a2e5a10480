using HoopConnect.Provisioning.Jobs;

namespace HoopConnect.Tests.Provisioning.Jobs;

/// <summary>A job record to try things with.</summary>
internal static class SampleJob
{
    public const string Arn = "arn:aws:rds:eu-west-1:111111111111:db:orders";

    public static JobRecord Make(int hour = 8, string arn = Arn, JobPhase phase = JobPhase.Completed) => new()
    {
        OrgId = "o-exampleorg",
        Id = Guid.NewGuid().ToString(),
        CreatedAt = new DateTime(2031, 4, 2, hour, 0, 1, DateTimeKind.Utc),
            Spec = new JobSpec
            {
                AccountArn = "arn:aws:iam::111111111111:user/dba",
                DbArn = arn,
                DbEngine = "postgres",
                DbTags = [new JobTag("env", "prod")],
            },
        Status = new JobStatus(phase, "")
        {
            Result =
            [
                new JobRoleResult("hoop_ro", JobPhase.Completed, "")
                {
                        CredentialsInfo = new JobCredentialsInfo(
                            "Team",
                            "HoopConnect-111111111111-eu-west-1-orders-ro",
                            ["UserName", "Password"]),
                    CompletedAt = new DateTime(2031, 4, 2, hour, 1, 0, DateTimeKind.Utc),
                },
            ],
        },
    };
}
