namespace HoopConnect.Sandbox.Traffic;

/// <summary>Hears of every exchange with an AWS service, before the answer leaves. Called from many threads.</summary>
public interface IExchangeObserver
{
    /// <summary>One exchange.</summary>
    void Observe(Exchange exchange);

    /// <summary>The sandbox is disposed of: nothing more will come. May throw what is to fail the test.</summary>
    void Complete();
}
