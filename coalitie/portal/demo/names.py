"""Four hundred people who do not exist: a first name and a letter."""

from random import Random

FIRST = (
    "Aad Abdel Achmed Adinda Afke Ahmet Aicha Akwasi Alwin Amal Amber Amina Anke Anouk Arda Asha Atie Ayoub Ayşe "
    "Babette Bas Bente Berend Birgül Bodil Bram Britt Cem Chantal Chidi Coby Dagmar Daan Demi Denise Dewi Dilara "
    "Dirk Djamila Doutzen Efe Ella Elif Emre Esma Esra Eva Fadime Farid Fatima Femke Fien Floor Fouad Frits Gerda "
    "Gijs Giovanni Gita Greet Halima Hamza Hanneke Harm Hasna Hatice Hennie Hilal Ibrahim Ilse Imane Ineke Iris "
    "Ismail Jamal Jasper Jayden Jelle Jo Joke Joost Joyce Julia Kadir Karim Karin Kees Kim Klaas Koen Kofi Kwame "
    "Laila Lars Latifa Leila Lia Lieke Lotte Loubna Luuk Maartje Malika Marijke Marloes Mees Mehmet Mia Mila "
    "Milan Mo Mohamed Moniek Nadia Naima Neeltje Nena Nikki Noa Noor Nordin Okan Olga Omar Oscar Oumaima Pascal "
    "Petra Piet Pim Puck Quinten Rachid Ramon Rania Ravi Ria Rik Robin Roos Roya Ruben Saar Said Salma Sander "
    "Sara Selin Selma Shanti Sharon Sien Simone Sjaan Sofie Soraya Sven Tamar Tanja Teun Thea Thijs Tineke Tom "
    "Toos Tuğba Ursula Vera Wesley Wil Wilma Willem Wim Xandra Yara Yasmin Yusuf Zainab Zeynep Zoë "
)
LETTERS = "ABCDEFGHIJKLMNOPRSTVWYZ"


def invent(number: int, random: Random) -> list[str]:
    """That many different names, such as ``Noor B.``"""
    every = [f"{first} {letter}." for first in FIRST.split() for letter in LETTERS]
    return random.sample(every, number)
