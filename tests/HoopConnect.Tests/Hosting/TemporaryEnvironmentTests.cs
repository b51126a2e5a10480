using HoopConnect.Hosting;

namespace HoopConnect.Tests.Hosting;

// One at a time in a process, so all tests of it are in this class, which xunit runs one after the other.
public class TemporaryEnvironmentTests
{
    private readonly string _name = "HOOPCONNECT_TEST_" + Guid.NewGuid().ToString("N");

    [Fact]
    public void A_variable_is_there_for_the_time_and_gone_afterwards()
    {
        using (Set((_name, "value")))
            Assert.Equal("value", Environment.GetEnvironmentVariable(_name));
        Assert.Null(Environment.GetEnvironmentVariable(_name));
    }

    [Fact]
    public void A_variable_that_was_there_before_has_its_value_back()
    {
        Environment.SetEnvironmentVariable(_name, "before");
        using (Set((_name, "during"), (_name, "twice")))
            Assert.Equal("twice", Environment.GetEnvironmentVariable(_name));
        Assert.Equal("before", Environment.GetEnvironmentVariable(_name));
        using (Set((_name, null)))
            Assert.Null(Environment.GetEnvironmentVariable(_name));
        Assert.Equal("before", Environment.GetEnvironmentVariable(_name));
        Environment.SetEnvironmentVariable(_name, null);
    }

    [Fact]
    public async Task A_second_one_is_refused_on_whatever_thread_and_the_first_keeps_its_values()
    {
        using (Set((_name, "first")))
        {
            var refused = Assert.Throws<HoopException>(() => Set((_name, "second")));
            Assert.Equal("Session.Busy", refused.ErrorId);
            var elsewhere = await Task.Run(() => Record.Exception(() => Set((_name, "third"))));
            Assert.Equal("Session.Busy", Assert.IsType<HoopException>(elsewhere).ErrorId);
            Assert.Equal("first", Environment.GetEnvironmentVariable(_name));
        }

        Set((_name, "after")).Dispose();
        Assert.Null(Environment.GetEnvironmentVariable(_name));
    }

    [Fact]
    public void Disposing_twice_does_not_free_what_another_one_holds()
    {
        var first = Set((_name, "first"));
        first.Dispose();
        using (Set((_name, "second")))
        {
            first.Dispose();
            Assert.Equal("Session.Busy", Assert.Throws<HoopException>(() => Set((_name, "third"))).ErrorId);
            Assert.Equal("second", Environment.GetEnvironmentVariable(_name));
        }
    }

    [Fact]
    public void A_value_no_variable_can_hold_is_refused_without_being_shown_and_leaves_nothing_behind()
    {
        var refused = Assert.Throws<HoopException>(() => Set((_name, "a"), (_name + "_2", "hidden\0rest")));
        Assert.Equal("Session.NotExpressible", refused.ErrorId);
        Assert.DoesNotContain("hidden", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(Environment.GetEnvironmentVariable(_name));
        Set((_name, "free")).Dispose();
    }

    [Fact]
    public void A_value_that_is_too_long_for_a_variable_is_refused_before_anything_is_set()
    {
        var most = OperatingSystem.IsWindows() ? 32_766 : 131_072 - _name.Length - 2;
        var refused = Assert.Throws<HoopException>(() => Set((_name + "_1", "a"), (_name, new string('x', most + 1))));
        Assert.Equal("Session.NotExpressible", refused.ErrorId);
        Assert.Contains(_name, refused.Message, StringComparison.Ordinal);
        Assert.Null(Environment.GetEnvironmentVariable(_name + "_1"));
        using (Set((_name, new string('x', most))))
            Assert.Equal(most, Environment.GetEnvironmentVariable(_name)!.Length);
    }

    [Fact]
    public void A_name_no_variable_can_have_leaves_nothing_behind()
    {
        Assert.Throws<ArgumentException>(() => Set((_name, "a"), ("", "b")));
        Assert.Null(Environment.GetEnvironmentVariable(_name));
        Set((_name, "free")).Dispose();
    }

    private static TemporaryEnvironment Set(params (string Name, string? Value)[] variables) =>
        TemporaryEnvironment.Set([.. variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value))]);
}
