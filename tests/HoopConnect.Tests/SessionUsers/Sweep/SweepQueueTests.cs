using HoopConnect.Databases.SessionUsers;
using HoopConnect.Databases.Users;
using HoopConnect.SessionUsers.Sweep;
using HoopConnect.Tests.Aws;

namespace HoopConnect.Tests.SessionUsers.Sweep;

public class SweepQueueTests
{
    [Fact]
    public void Users_are_collected_by_server_and_a_batch_that_is_full_is_given_out_at_once()
    {
        var queue = new SweepQueue(batchSize: 3, capacity: 100);
        var batches = Enumerable
            .Range(0, 7)
            .SelectMany(number => new[] { queue.Add(User("one", number)), queue.Add(User("two", number)) })
            .OfType<SweepBatch>()
            .ToList();
        Assert.Equal(["one", "two", "one", "two"], batches.Select(batch => batch.Server.HostName));
        Assert.All(batches, batch => Assert.Equal(3, batch.Users.Count));
        Assert.Equal(["one", "two"], queue.Drain().Select(batch => Assert.Single(batch.Users).HostName));
        Assert.Empty(queue.Drain());
    }

    [Fact]
    public void However_many_servers_there_are_no_more_users_are_held_than_it_may_hold()
    {
        var queue = new SweepQueue(batchSize: 1000, capacity: 50);
        var (held, most, seen) = (0, 0, 0);
        for (var number = 0; number < 5000; number++)
        {
            held++;
            if (queue.Add(User("server" + (number % 400), number)) is { } batch)
            {
                held -= batch.Users.Count;
                seen += batch.Users.Count;
            }

            most = Math.Max(most, held);
        }

        Assert.InRange(most, 1, 50);
        Assert.Equal(5000, seen + queue.Drain().Sum(batch => batch.Users.Count));
    }

    [Fact]
    public void A_user_that_comes_twice_is_in_the_batch_once_and_the_spelling_of_a_host_makes_no_second_server()
    {
        var queue = new SweepQueue();
        queue.Add(User("Db.Example.com", 1));
        queue.Add(User("db.example.com", 1));
        queue.Add(User("db.example.com", 2));
        Assert.Equal(2, Assert.Single(queue.Drain()).Users.Count);
    }

    [Fact]
    public void A_tally_counts_every_state_and_keeps_the_first_hundred_that_remain()
    {
        var time = new FakeClock();
        time.Advance(TimeSpan.FromDays(1));
        var tally = new SweepTally(time);
        foreach (var state in Enum.GetValues<UserRemovalState>())
        {
            for (var number = 0; number < 60; number++)
                tally.Add(
                    new RemovedSessionUser
                    {
                        Engine = "postgres",
                        HostName = number % 2 == 0 ? "one" : "ONE",
                        Port = 5432,
                        UserName = $"{state}{number}",
                        State = state,
                    });
        }

        var summary = tally.Summary();
        Assert.Equal(
            (1, 360, 60, 60, 60, 60, 60, 60),
            (
                summary.Servers,
                summary.Users,
                summary.Removed,
                summary.Missing,
                summary.InUse,
                summary.Refused,
                summary.Locked,
                summary.Failed));
        Assert.Equal(("Failed", 100), (summary.State, summary.Remaining.Count));
        Assert.InRange(summary.Started, DateTime.UtcNow.AddHours(23), DateTime.UtcNow.AddHours(25));
        Assert.Equal("Completed", new SweepTally(time).Summary().State);
    }

    private static FoundSessionUser User(string host, int number) =>
        new()
        {
            Engine = "postgres",
            HostName = host,
            Port = 5432,
            UserName = $"_hoop_session_user_{number:x8}",
        };
}
