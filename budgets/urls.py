from django.urls import path

from budgets.views import assessments, books, box, carriers, expenses, helping, outcome, panel, requests, rounds, vote

app_name = "budgets"

OF_ROUND = "buurtbudget/<slug:slug>/"
OF_PLAN = f"{OF_ROUND}aanvragen/<slug:name>/"

urlpatterns = [
    path("buurtbudget/", rounds.index, name="index"),
    path("buurtbudget/trekken/<str:token>/", carriers.invited, name="invited"),
    path("platforms/<slug:slug>/buurtbudget/", rounds.of_platform, name="of_platform"),
    path(OF_ROUND, rounds.detail, name="round"),
    path(f"{OF_ROUND}regels/", rounds.versions, name="versions"),
    path(f"{OF_ROUND}regels/<int:number>.json", rounds.version, name="version"),
    path(f"{OF_ROUND}kasboek/", books.books, name="books"),
    path(f"{OF_ROUND}kasboek.csv", books.books_csv, name="books_csv"),
    path(f"{OF_ROUND}kasboek.json", books.books_json, name="books_json"),
    path(f"{OF_ROUND}uitslag/", outcome.outcome, name="outcome"),
    path(f"{OF_ROUND}uitslag/stappen/", outcome.steps, name="outcome_steps"),
    path(f"{OF_ROUND}uitslag/uitslag.json", outcome.outcome_json, name="outcome_json"),
    path(f"{OF_ROUND}uitslag/uitslag.csv", outcome.outcome_csv, name="outcome_csv"),
    path(f"{OF_ROUND}uitslag/stembus.pb", outcome.outcome_pb, name="outcome_pb"),
    path(f"{OF_ROUND}uitslag/bezwaar/", outcome.object_, name="outcome_object"),
    path(f"{OF_ROUND}indienen/", requests.ask, name="ask"),
    path(OF_PLAN, requests.detail, name="request"),
    path(f"{OF_PLAN}bewerken/", requests.edit, name="edit"),
    path(f"{OF_PLAN}bewerken/kosten/", requests.edit_costs, name="edit_costs"),
    path(f"{OF_PLAN}bewerken/nakijken/", requests.review, name="review"),
    path(f"{OF_PLAN}indienen/", requests.submit, name="submit"),
    path(f"{OF_PLAN}intrekken/", requests.withdraw, name="withdraw"),
    path(f"{OF_PLAN}weg/", requests.discard, name="discard"),
    path(f"{OF_PLAN}toets/", assessments.test, name="test"),
    path(f"{OF_PLAN}toets/<int:pk>/antwoord/", assessments.answer, name="answer"),
    path(f"{OF_PLAN}panel/", panel.opinion, name="opinion"),
    path(f"{OF_PLAN}uitgave/", expenses.expense, name="expense"),
    path(f"{OF_PLAN}uitgave/<int:pk>/bon/", expenses.expense_receipt, name="expense_receipt"),
    path(f"{OF_PLAN}bon/<int:number>/", expenses.receipt, name="receipt"),
    path(f"{OF_PLAN}begonnen/", expenses.start, name="start"),
    path(f"{OF_PLAN}verslag/", expenses.report, name="report"),
    path(f"{OF_PLAN}bezwaar/", assessments.object_, name="object"),
    path(f"{OF_PLAN}trekkers/", carriers.ask_carrier, name="ask_carrier"),
    path(f"{OF_PLAN}trekkers/stoppen/", carriers.stop_carrying, name="stop_carrying"),
    path(f"{OF_PLAN}helpen/", helping.help_, name="help"),
    path(f"{OF_ROUND}stemmen/", vote.door, name="vote"),
    path(f"{OF_ROUND}stemmen/account/", vote.enter, name="enter"),
    path(f"{OF_ROUND}stemmen/biljet/", vote.ballot, name="ballot"),
    path(f"{OF_ROUND}stembus/", box.box, name="box"),
    path(f"{OF_ROUND}stembus/stembus.csv", box.download, name="box_csv"),
    path(f"{OF_ROUND}stembus/logboek.json", box.log, name="box_log"),
]
