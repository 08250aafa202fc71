import simulation
from server.cli import hindsight, options, records
from server.cli.options import Format
from server.cli.output import say, write


def hindcast(
    format: options.FormatName = Format.TABLE,
) -> None:
    """Test the model on what was published: fitted to the nation of 2011–14, predicting 2017–22.

    Beside it stand two naive forecasters. No register is needed.

    [bold]Example[/]: burgernet hindcast --format csv
    """
    found = simulation.hindcast()
    if format is Format.TABLE:
        write(hindsight.as_table(found))
        return
    for note in hindsight.notes(found):
        say(note)
    told = hindsight.records(found)
    if format is Format.JSON:
        write(records.as_json(told))
    else:
        write(records.as_csv(told, hindsight.COLUMNS))
