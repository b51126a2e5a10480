using System.Management.Automation;
using HoopConnect.Hosting;
using HoopConnect.PowerShell.Pipeline;

namespace HoopConnect.Tests.PowerShell;

/// <summary>The parts of an error record; the record itself is Pester's to prove.</summary>
public class ErrorRecordsTests
{
    [Fact]
    public void Our_failures_keep_their_id_under_the_name_of_the_module() =>
        Assert.Equal(
            "HoopConnect.Network.InvalidCidr",
            ErrorRecords.IdOf(new HoopException("Network.InvalidCidr", HoopErrorKind.InvalidArgument, "m")));

    [Fact]
    public void Others_are_unexpected_and_named_by_their_type() =>
        Assert.Equal("HoopConnect.Unexpected.InvalidTimeZoneException", ErrorRecords.IdOf(new InvalidTimeZoneException()));

    [Fact]
    public void What_wraps_one_failure_is_that_failure() =>
        Assert.Equal(
            "HoopConnect.A.B",
            ErrorRecords.IdOf(new AggregateException(new TerminatingException(new HoopException("A.B", HoopErrorKind.WriteError, "m")))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_the_category_of_the_same_name(HoopErrorKind kind) =>
        Assert.Equal(kind.ToString(), ErrorRecords.CategoryOf(new HoopException("A.B", kind, "m")).ToString());

    public static TheoryData<HoopErrorKind> Kinds => [.. Enum.GetValues<HoopErrorKind>()];

    [Theory]
    [InlineData(5, 10, 50)]
    [InlineData(11, 10, 100)]
    [InlineData(3, null, -1)]
    [InlineData(0, 0, -1)]
    public void Progress_is_a_percentage_where_the_total_is_known(int completed, int? total, int percent) =>
        Assert.Equal(percent, ProgressRecords.PercentOf(new HoopProgress(1, "a", "s", completed, total)));
}
